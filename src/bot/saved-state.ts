import { createHash } from 'node:crypto';
import { ValidationError } from '../errors.js';
import { ConfigurationError } from '../errors.js';
import { checkChange, isPlain } from '../store/check-change.js';
import type { Change, Saved, StateChange } from '../store/store.js';
import { keepNewest } from '../support/keep-newest.js';

/** Timer of a conversation: since when another agent has it. */
export const AWAY = 'away';
/** Timer of a conversation: when its survey was begun. */
const SURVEY = 'survey';

/** Member of a saved session with the data of clicks that do not fit into an `ExternalId`. */
export const CLICKS = '$clicks';
const MAX_CLICKS = 100;
/** Of a key, in characters of 6 bits. */
const KEY_LENGTH = 16;

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
export class SavedState<Session extends object> {
  readonly #make: () => Session;
  readonly #conversationId: string;
  /** As JSON; `undefined`: nothing was saved. */
  #json: string | undefined;
  #isAway: boolean;
  #hasSurvey: boolean;
  #isSaved: boolean;

  constructor(conversationId: string, make: () => Session, saved: Saved | undefined) {
    this.#conversationId = conversationId;
    this.#make = make;
    this.#json = saved?.session === undefined ? undefined : JSON.stringify(saved.session);
    this.#isAway = saved?.timers[AWAY] !== undefined;
    this.#isSaved = saved !== undefined;
    this.#hasSurvey = saved?.timers[SURVEY] !== undefined;
  }

  /** The store has something of the conversation. */
  get isSaved(): boolean {
    return this.#isSaved;
  }

  /** The store says that another agent has the conversation. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** The survey of the conversation was begun. */
  get hasSurvey(): boolean {
    return this.#hasSurvey;
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
      value: { ...plain(this.#make()), ...members },
      keep: (data) => keep(clicks, data),
      changed: (session) => {
        checkSession(this.#conversationId, session);
        const value: object = clicks.size === 0 ? session : { ...session, [CLICKS]: Object.fromEntries(clicks) };
        // A session that was never written is the same again next time, unless its defaults differ each time.
        const before = this.#json ?? JSON.stringify(this.#make());
        return JSON.stringify(value) === before ? undefined : value;
      },
    };
  }

  /** The timers of a change: whether another agent has the conversation, whether its survey was begun, and others. */
  timers(
    isAway: boolean,
    { beginsSurvey = false }: { readonly beginsSurvey?: boolean },
    now: number,
    others: StateChange['timers'] = {},
  ): Pick<StateChange, 'timers'> {
    const away = isAway === this.#isAway ? {} : { [AWAY]: isAway ? now : null };
    const timers = { ...others, ...away, ...(beginsSurvey && { [SURVEY]: now }) };
    return Object.keys(timers).length === 0 ? {} : { timers };
  }

  /** The store has this change now. */
  committed(change: Change): void {
    this.#isSaved = change.removed === undefined;
    if (change.removed) return;
    const { session, timers } = change;
    if (session !== undefined) this.#json = JSON.stringify(session);
    if (timers?.[AWAY] !== undefined) this.#isAway = timers[AWAY] !== null;
    if (timers?.[SURVEY] !== undefined) this.#hasSurvey = true;
  }

  #saved(): { readonly [CLICKS]?: Readonly<Record<string, string>> } {
    // What an earlier commit of this class has written.
    return this.#json === undefined ? {} : (JSON.parse(this.#json) as Record<string, never>);
  }
}

/** Before the clicks are added: the copy with them would be a plain object, whatever the session was. */
function checkSession(conversationId: string, session: unknown): void {
  if (typeof session !== 'object' || session === null || Array.isArray(session)) {
    const message = 'expected a plain object';
    throw new ValidationError(`The session of conversation ${conversationId}`, 'outgoing', [
      { path: 'session', message },
    ]);
  }
  checkChange(conversationId, { conversationId, session });
}

/** The newest data stand last, also as JSON: the keys are no numbers, which objects would sort. */
/** @throws {ConfigurationError} An instance would come back from the store without its methods. */
function plain<Session extends object>(session: Session): Session {
  if (isPlain(session)) return session;
  throw new ConfigurationError([
    'session: expected a function that returns a plain object, got an instance of a class',
  ]);
}

/** The same data always have the same key: the buttons of a turn that was not committed stay shown. */
function keep(clicks: Map<string, string>, data: string): string {
  const key = createHash('sha256').update(data).digest('base64url').slice(0, KEY_LENGTH);
  // An offer that is made again counts as new.
  clicks.delete(key);
  clicks.set(key, data);
  keepNewest(clicks, MAX_CLICKS);
  return key;
}
