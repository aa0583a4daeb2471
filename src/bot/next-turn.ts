import type { Conversation } from '../conversations/handle.js';
import { cut, MOST_WAITS, type Cut, type Kind } from './cutting.js';
import type { Flows } from './flows.js';
import type { WaitingEvent } from './inbox.js';
import type { Job } from './job.js';
import type { ResolvedBotOptions } from './options.js';
import type { RouteHandler, Routes } from './routes.js';

export interface NextTurnPorts {
  readonly conversation: Conversation;
  readonly options: ResolvedBotOptions<object>;
  readonly routes: Routes;
  readonly flows: Flows;
  /** Data that did not fit into a click. */
  readonly recall: (key: string) => string | undefined;
  /** The turn has waited for more texts: `next` is to be called again. */
  readonly again: () => void;
}

/** Makes the turns of a conversation from what waits: which messages, and which handler. */
export class NextTurn {
  readonly #ports: NextTurnPorts;
  /** Whether the consumer types. */
  isTyping = false;
  #cancelWait = (): void => {};

  constructor(ports: NextTurnPorts) {
    this.#ports = ports;
  }

  /** @returns `undefined`: nothing waits, or the turn waits for more texts. */
  next(waiting: readonly WaitingEvent[]): Job | undefined {
    const next = cut(waiting, this.#ports.options.mode, (event) => this.kindOf(event));
    if (next === undefined || this.#mustWait(next)) return undefined;
    this.#cancelWait();
    return this.#jobOf(next);
  }

  #jobOf({ kind, first, events }: Cut): Job {
    const { routes, recall, flows } = this.#ports;
    const { dialogId, clickId = '', message } = first;
    const job = (event: string, run: RouteHandler | undefined): Job => ({
      event,
      events,
      dialogId,
      run,
      needsOwner: true,
    });
    switch (kind) {
      case 'flow':
        return job(`flow ${flows.nameIn(dialogId) ?? ''}`, flows.answer(first));
      case 'click':
        return job(`click ${clickId}`, routes.clicked(clickId, recall));
      case 'file':
        return message?.file === undefined || routes.get('file') === undefined
          ? job('unhandled', routes.get('unhandled'))
          : job('file', routes.fileHandler(message, message.file));
      case 'hears':
        return job('hears', routes.textHandler(message?.text ?? ''));
      case 'survey':
      case 'text':
        return job(kind, routes.get(kind) ?? routes.get('unhandled'));
    }
  }

  /** Whether texts wait that would be in the turn in hand, had they come earlier. Only with `interrupt`. */
  isJoined({ event, events, dialogId }: Job, waiting: readonly WaitingEvent[]): boolean {
    if (this.#ports.options.mode !== 'interrupt' || event !== 'text') return false;
    const later = waiting.filter((one) => !events.includes(one));
    // What comes before a click or a file is a turn without what follows it.
    return later.length > 0 && later.every((one) => this.kindOf(one) === 'text' && one.dialogId === dialogId);
  }

  /** Which handler a waiting event is for. */
  kindOf(event: WaitingEvent): Kind {
    const { clickId, message, dialogId } = event;
    const { routes, flows } = this.#ports;
    const heard = clickId === undefined && message?.file === undefined ? routes.match(message?.text ?? '') : undefined;
    if (flows.takes(event) && !heard?.isAlways) return 'flow';
    if (clickId !== undefined) return 'click';
    const dialog = this.#ports.conversation.now?.dialogs.find(({ id }) => id === dialogId);
    if (dialog?.type === 'POST_SURVEY') return 'survey';
    if (message?.file !== undefined) return 'file';
    return heard === undefined ? 'text' : 'hears';
  }

  /** Whether the turn waits for more texts. */
  #mustWait({ first, events, isOpen }: Cut): boolean {
    const { clock, waitMs, mode } = this.#ports.options;
    const last = events.at(-1) ?? first;
    if (!isOpen || waitMs === 0 || mode === 'each') return false;
    const now = clock.now();
    const end = this.isTyping ? now + waitMs : last.heardAt + waitMs;
    const until = Math.min(end, first.heardAt + MOST_WAITS * waitMs);
    if (now >= until) return false;
    this.#cancelWait();
    this.#cancelWait = clock.after(until - now, this.#ports.again);
    return true;
  }
}
