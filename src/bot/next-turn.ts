import type { Conversation } from '../conversations/handle.js';
import { cut, MOST_WAITS, type Cut, type Kind } from './cutting.js';
import type { WaitingEvent } from './inbox.js';
import type { Job } from './job.js';
import type { ResolvedBotOptions } from './options.js';
import type { RouteHandler, Routes } from './routes.js';
import type { Turn } from './turn.js';

export interface NextTurnPorts {
  readonly conversation: Conversation;
  readonly options: ResolvedBotOptions<object>;
  readonly routes: Routes;
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

  #jobOf({ kind, events }: Cut): Job {
    const { routes, conversation, recall } = this.#ports;
    const [first] = events;
    const dialogId = first?.dialogId ?? conversation.now?.openDialog?.id ?? conversation.id;
    const texts = events.flatMap(({ message }) => message ?? []);
    const job = (event: string, run: RouteHandler | undefined): Job => ({
      event,
      events,
      dialogId,
      run,
      needsOwner: true,
    });
    if (kind === 'click') {
      const clickId = first?.clickId ?? '';
      return job(`click ${clickId}`, routes.clicked(clickId, recall));
    }
    if (kind === 'survey') return job('survey', routes.get('survey') ?? routes.get('unhandled'));
    const [message] = texts;
    const { file } = message ?? {};
    if (kind === 'file' && message !== undefined && file !== undefined) {
      const handler = routes.get('file');
      if (handler === undefined) return job('unhandled', routes.get('unhandled'));
      const extra = { file, download: message.download.bind(message) };
      return job('file', (chat, turn) => handler(chat, { ...turn, ...extra } as Turn));
    }
    const text = texts.map((one) => one.text).join('\n');
    const heard = kind === 'hears' ? routes.match(text) : undefined;
    if (heard === undefined) return job('text', routes.get('text') ?? routes.get('unhandled'));
    return job('hears', (chat, turn) => heard.handler(chat, { ...turn, match: heard.match } as Turn));
  }

  /** Whether texts wait that would be in the turn in hand, had they come earlier. Only with `interrupt`. */
  isJoined({ event, events, dialogId }: Job, waiting: readonly WaitingEvent[]): boolean {
    if (this.#ports.options.mode !== 'interrupt' || event !== 'text') return false;
    const later = waiting.filter((one) => !events.includes(one));
    // What comes before a click or a file is a turn without what follows it.
    return later.length > 0 && later.every((one) => this.kindOf(one) === 'text' && one.dialogId === dialogId);
  }

  /** Which handler a waiting event is for. */
  kindOf({ clickId, message, dialogId }: WaitingEvent): Kind {
    if (clickId !== undefined) return 'click';
    const dialog = this.#ports.conversation.now?.dialogs.find(({ id }) => id === dialogId);
    if (dialog?.type === 'POST_SURVEY') return 'survey';
    if (message?.file !== undefined) return 'file';
    return this.#ports.routes.match(message?.text ?? '') === undefined ? 'text' : 'hears';
  }

  /** Whether the turn waits for more texts. */
  #mustWait({ events, isOpen }: Cut): boolean {
    const { clock, waitMs, mode } = this.#ports.options;
    const [first] = events;
    const last = events.at(-1);
    if (first === undefined || last === undefined || !isOpen || waitMs === 0 || mode === 'each') return false;
    const now = clock.now();
    const end = this.isTyping ? now + waitMs : last.heardAt + waitMs;
    const until = Math.min(end, first.heardAt + MOST_WAITS * waitMs);
    if (now >= until) return false;
    this.#cancelWait();
    this.#cancelWait = clock.after(until - now, this.#ports.again);
    return true;
  }
}
