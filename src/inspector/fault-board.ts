import type { Removal } from '../simulator/faults/rules.js';
import { Refusal } from '../simulator/failures.js';
import type { Simulator } from '../simulator/simulator.js';
import { requests } from '../protocol/registry.js';
import { CommandError } from './command-error.js';
import type { FaultName, FaultSettings, FaultsView, CommandInput, LineRow } from './contract.js';
import type { People } from './people.js';
import { testCode } from './test-code.js';
import type { WireLog } from './wire-log.js';

interface ArmedRefusal {
  readonly settings: FaultSettings['refuse'];
  left: number;
  readonly remove: Removal;
  /** Id of the line that shows what is left. */
  readonly lineId: number;
}

/** The faults of the desk. They act on the sockets of the bot, and each is a line of the wire. */
export class FaultBoard {
  readonly #simulator: Simulator;
  readonly #people: People;
  readonly #wire: WireLog;
  readonly #onChange: () => void;
  #isBlackhole = false;
  #slow: { readonly delayMs: number; readonly remove: Removal } | undefined;
  #refusal: ArmedRefusal | undefined;

  constructor(simulator: Simulator, people: People, wire: WireLog, onChange: () => void) {
    this.#simulator = simulator;
    this.#people = people;
    this.#wire = wire;
    this.#onChange = onChange;
  }

  get view(): FaultsView {
    const { settings, left = 0 } = this.#refusal ?? {};
    return {
      blackhole: this.#isBlackhole,
      slowMs: this.#slow?.delayMs,
      refuse: settings && { request: settings.request, code: settings.code, left },
      requests: Object.keys(requests),
    };
  }

  apply(fault: CommandInput<'fault'>): void {
    switch (fault.name) {
      case 'cut':
        this.#note('cut', fault.settings, 'Cut the cable');
        this.#simulator.dropSockets(this.#people.bot);
        break;
      case 'blackhole':
        this.#note('blackhole', fault.settings, fault.settings.on ? 'Blackhole' : 'Blackhole ends');
        this.#isBlackhole = fault.settings.on;
        this.#simulator.blackhole(fault.settings.on);
        break;
      case 'slow':
        this.#setSlow(fault.settings);
        break;
      case 'refuse':
        this.#arm(fault.settings);
        break;
      case 'kick':
        this.#note('kick', fault.settings, 'Log in elsewhere');
        this.#simulator.platform.accounts.open(this.#people.bot);
        this.#simulator.dropSockets(this.#people.bot);
        break;
      case 'revoke':
        this.#note('revoke', fault.settings, 'Revoke the token');
        this.#simulator.revoke(this.#people.bot, { closeCode: 4401 });
        break;
      case 'close':
        this.#close(fault.settings);
        break;
    }
    this.#onChange();
  }

  disarm(): void {
    const { remove, lineId } = this.#refusal ?? {};
    if (remove === undefined || lineId === undefined) throw new CommandError(400, 'No refusal is armed');
    remove();
    this.#refusal = undefined;
    this.#wire.retitle(lineId, { text: 'disarmed' });
    this.#onChange();
  }

  /** Removes all faults. */
  clear(): void {
    this.#refusal?.remove();
    this.#slow?.remove();
    if (this.#isBlackhole) this.#simulator.blackhole(false);
  }

  #setSlow(settings: FaultSettings['slow']): void {
    const { on, delayMs } = settings;
    this.#note('slow', settings, on ? `Slow, ${delayMs} ms` : 'Slow ends');
    this.#slow?.remove();
    const all = (): boolean => true;
    this.#slow = on ? { delayMs, remove: this.#simulator.faults.frames('out', all, { delayMs }) } : undefined;
  }

  #arm(settings: FaultSettings['refuse']): void {
    const { request, code, times } = settings;
    this.#refusal?.remove();
    const sameInTest = testCode.refuse(settings);
    const title = `Refuse next ${request}, ${code}`;
    const lineId = this.#wire.note({ kind: 'armed', title, text: `${times} left`, code: sameInTest });
    const remove = this.#simulator.answer(request, (_, context) => {
      if (context.agent !== this.#people.bot) return context.proceed();
      this.#fire(title, sameInTest);
      throw new Refusal(code);
    });
    this.#refusal = { settings, left: times, remove, lineId };
  }

  #fire(title: string, code: string): void {
    const refusal = this.#refusal;
    if (refusal === undefined) return;
    refusal.left -= 1;
    this.#wire.note({ kind: 'fault', title, text: '', code });
    this.#wire.retitle(refusal.lineId, { text: refusal.left === 0 ? 'done' : `${refusal.left} left` });
    if (refusal.left === 0) {
      refusal.remove();
      this.#refusal = undefined;
    }
    this.#onChange();
  }

  #close(settings: FaultSettings['close']): void {
    const { code } = settings;
    this.#note('close', settings, `Close with ${code}`);
    for (const socket of this.#simulator.umsSockets) if (socket.agent === this.#people.bot) socket.close(code, '');
  }

  #note<Name extends FaultName>(name: Name, settings: FaultSettings[Name], title: string): void {
    const line: Omit<LineRow, 'id' | 'at'> = {
      kind: 'fault',
      userId: this.#people.bot.userId,
      title,
      text: '',
      code: testCode[name](settings),
    };
    this.#wire.note(line);
  }
}
