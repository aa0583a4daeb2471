import { checkChange } from '../store/check-change.js';

/** Member of a saved session with the data of clicks that do not fit into an `ExternalId`. */
const CLICKS = '$clicks';
const MAX_CLICKS = 100;

/** The session of one attempt. */
export interface OpenSession<Session extends object> {
  readonly value: Session;
  /** Keeps the data of a click. @returns Their key. */
  keep(data: string): string;
  /**
   * What is to be written; `undefined`: nothing has changed.
   *
   * @param session What the handler has left.
   * @throws {ValidationError} Something in the session is no JSON; `issues` name the place.
   */
  changed(session: Session): object | undefined;
}

/** What a bot remembers of one conversation, as the store has it. */
export class SavedSession<Session extends object> {
  readonly #make: () => Session;
  readonly #conversationId: string;
  /** As JSON; `undefined`: nothing was saved. */
  #json: string | undefined;

  constructor(conversationId: string, make: () => Session, saved: unknown) {
    this.#conversationId = conversationId;
    this.#make = make;
    this.#json = saved === undefined ? undefined : JSON.stringify(saved);
  }

  /** The data of a click that was offered with a key. */
  recall(key: string): string | undefined {
    const { [CLICKS]: clicks = {} } = this.#saved();
    return Object.hasOwn(clicks, key) ? clicks[key] : undefined;
  }

  /** A copy for one attempt. */
  open(): OpenSession<Session> {
    const { [CLICKS]: saved = {}, ...members } = this.#saved();
    const clicks = new Map(Object.entries(saved));
    return {
      value: { ...this.#make(), ...members },
      keep: (data) => keep(clicks, data),
      changed: (session) => {
        const value: object = clicks.size === 0 ? session : { ...session, [CLICKS]: Object.fromEntries(clicks) };
        checkChange(this.#conversationId, { conversationId: this.#conversationId, session: value });
        return JSON.stringify(value) === this.#json ? undefined : value;
      },
    };
  }

  /** The store has this session now. */
  committed(value: object): void {
    this.#json = JSON.stringify(value);
  }

  #saved(): { readonly [CLICKS]?: Readonly<Record<string, string>> } {
    // What an earlier commit of this class has written.
    return this.#json === undefined ? {} : (JSON.parse(this.#json) as Record<string, never>);
  }
}

function keep(clicks: Map<string, string>, data: string): string {
  for (const [key, kept] of clicks) if (kept === data) return key;
  const newest = Math.max(0, ...Array.from(clicks.keys(), (key) => Number.parseInt(key, 36)));
  const key = (newest + 1).toString(36);
  clicks.set(key, data);
  const [oldest] = clicks.keys();
  if (clicks.size > MAX_CLICKS && oldest !== undefined) clicks.delete(oldest);
  return key;
}
