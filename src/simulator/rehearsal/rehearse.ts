import type { Store } from '../../store/store.js';
import { SimulatorClock } from '../clock.js';
import type { SimulatorOptions } from '../options.js';
import { Simulator } from '../simulator.js';
import type { ServiceHandler } from '../wire/served-services.js';
import { BOTS, HUMANS, type RehearsalSetup, type RehearsedBot } from './rehearsed-bot.js';
import { Rehearsal } from './rehearsal.js';
import { RehearsalStore } from './rehearsal-store.js';

export interface RehearsalOptions {
  /**
   * `manual`: the time of platform and bot, with pauses such as `turns.wait`, moves by `room.clock.advance()` only. The network, the timeouts of requests and
   * the waiting of `hears` and `sees` stay in real time.
   *
   * @default 'running'
   */
  readonly clock?: 'manual' | 'running' | undefined;
  /**
   * Of the platform. By default its users are a bot with the skill `bot`, in which consumers start their conversations,
   * and its skills are `bot` and `humans`. Of given `agents` the first one is the bot.
   */
  readonly simulator?: Omit<SimulatorOptions, 'clock'> | undefined;
  /**
   * Keeps the bot's state over `restart()`.
   *
   * @default a store in memory
   */
  readonly store?: Store | undefined;
  /**
   * `always`: a flow of the bot runs again from its beginning in each turn, as after a restart, so that one that is not
   * repeatable fails in its first test.
   */
  readonly replay?: 'always' | undefined;
  /** REST services that the bot calls, by name: see `simulator.service()`. */
  readonly services?: Readonly<Record<string, ServiceHandler>> | undefined;
}

/** Hosts are cached by account and port, and systems reuse ports. */
let accounts = 30_000_000;

/**
 * Starts a platform and the bot on it, and resolves when the bot is started.
 *
 * ```ts
 * await using room = await rehearse(makeBot, { clock: 'manual' });
 * const ada = room.consumer({ firstName: 'Ada' });
 * await ada.says('Hello?');
 * await ada.hears(/Hello/);
 * await room.restart();
 * ```
 *
 * @param makeBot Makes a bot that is not started; called again by `restart()`.
 * @throws {SDKError} As `bot.start()`.
 */
export async function rehearse<RehearsedAs extends RehearsedBot>(
  makeBot: (setup: RehearsalSetup) => RehearsedAs,
  { clock = 'running', simulator: options, store = new RehearsalStore(), services = {}, replay }: RehearsalOptions = {},
): Promise<Rehearsal<RehearsedAs>> {
  accounts += 1;
  const simulator = await Simulator.start({
    accountId: accounts,
    agents: [{ username: 'bot', skillIds: [BOTS] }],
    skills: [
      { id: BOTS, name: 'Bot' },
      { id: HUMANS, name: 'Humans' },
    ],
    ...options,
    clock: clock === 'manual' ? SimulatorClock.stopped() : SimulatorClock.running(),
  });
  try {
    for (const [name, handler] of Object.entries(services)) simulator.service(name, handler);
    const room = new Rehearsal(simulator, store, makeBot, replay);
    await room.start();
    return room;
  } catch (error) {
    await simulator.close();
    throw error;
  }
}
