import type { Agent } from '../agent.js';
import { ConnectionError, SDKError } from '../errors.js';
import type { Message } from '../protocol/registry.js';
import { keepNewest } from '../support/keep-newest.js';
import { isMessage } from './message.js';

/** A publish that is to be carried out once although its response may be lost. */
export interface KeyedPublish {
  readonly agent: Agent;
  readonly operation: string;
  readonly dialogId: string;
  readonly key: string;
  /** The event was published after this sequence, if it was published. */
  readonly after: number;
  readonly keys: SentKeys;
  readonly signal: AbortSignal | undefined;
  publish(): Promise<{ readonly sequence: number }>;
}

const ATTEMPTS = 3;
const MAX_KEYS = 1_000;
const MAX_SENT = 1_000;

/** What is known of the platform, and of all events that this process has published. */
interface SharedKnowledge {
  /** A history contained a key of this process. */
  areReturned: boolean;
  /** The newest events that this process has published, by dialog and sequence. */
  readonly sent: Map<string, true>;
}

/** The keys that this process has sent, and whether the platform's histories contain them. */
export class SentKeys {
  /** The lowest sequence after which the event of a key can be, by dialog and key. */
  readonly #after = new Map<string, number>();
  readonly #shared: SharedKnowledge;

  /** @param shared Of the keys of other parts of the same conversations. */
  constructor(shared: SharedKnowledge = { areReturned: false, sent: new Map() }) {
    this.#shared = shared;
  }

  get areReturned(): boolean {
    return this.#shared.areReturned;
  }

  noteReturned(): void {
    this.#shared.areReturned = true;
  }

  /** This process has published an event, and knows its sequence: it is not the lost one of any key. */
  noteSent(dialogId: string, sequence: number): void {
    this.#shared.sent.set(nameOf(dialogId, sequence), true);
    keepNewest(this.#shared.sent, MAX_SENT);
  }

  wasSent(dialogId: string, sequence: number | undefined): boolean {
    return sequence !== undefined && this.#shared.sent.has(nameOf(dialogId, sequence));
  }

  /** The sequence after which keys are looked for; `undefined`: after the last known message. */
  floor(_dialogId: string): number | undefined {
    return undefined;
  }

  /** Keys that are good for a part of a dialog. */
  within(dialogId: string, floor: number, mayBeSent: boolean): SentKeys {
    return new KeysOfPart(this.#shared, dialogId, floor, mayBeSent);
  }

  /** @returns The sequence after which an earlier publish of the key can be; `undefined`: there was none. */
  earlier(dialogId: string, key: string): number | undefined {
    return this.#after.get(nameOf(dialogId, key));
  }

  add(dialogId: string, key: string, after: number): void {
    const name = nameOf(dialogId, key);
    if (this.#after.has(name)) return;
    this.#after.set(name, after);
    keepNewest(this.#after, MAX_KEYS);
  }
}

/** Keys that were published after a sequence, if they were published. */
class KeysOfPart extends SentKeys {
  readonly #dialogId: string;
  readonly #floor: number;
  readonly #mayBeSent: boolean;

  constructor(shared: SharedKnowledge, dialogId: string, floor: number, mayBeSent: boolean) {
    super(shared);
    this.#dialogId = dialogId;
    this.#floor = floor;
    this.#mayBeSent = mayBeSent;
  }

  override floor(dialogId: string): number {
    return dialogId === this.#dialogId ? this.#floor : -1;
  }

  /** An earlier attempt, or an earlier process, may have sent any key. */
  override earlier(dialogId: string, key: string): number | undefined {
    return super.earlier(dialogId, key) ?? (this.#mayBeSent ? this.floor(dialogId) : undefined);
  }
}

function nameOf(dialogId: string, key: string | number): string {
  return JSON.stringify([dialogId, key]);
}

/**
 * Publishes an event whose key travels as `eventId` and as `ExternalId`. If the response is lost, or the key was sent
 * before, looks for the key in the history of the dialog before it publishes. Events are never compared by their content.
 *
 * @throws {SDKError} With `delivery: 'unknown'` where the history cannot tell: the platform returned neither `eventId` nor
 * metadata of this agent's events.
 */
export async function publishOnce(request: KeyedPublish): Promise<{ readonly sequence: number }> {
  const { dialogId, key, keys } = request;
  const earlier = keys.earlier(dialogId, key);
  const search = { ...request, after: Math.min(request.after, earlier ?? request.after) };
  if (earlier !== undefined) {
    const found = await find(search, undefined);
    if (found !== undefined) return found;
  }
  keys.add(dialogId, key, search.after);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request.publish();
    } catch (error) {
      if (!isUnknown(error)) throw error;
      const found = await find(search, error);
      if (found !== undefined) return found;
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * @param lost The failure of a publish whose response did not come.
 * @returns `undefined`: it was not published.
 * @throws {ConnectionError} The history cannot tell.
 */
async function find(request: KeyedPublish, lost: unknown): Promise<{ readonly sequence: number } | undefined> {
  const { agent, dialogId, key, after, keys, signal } = request;
  let history: readonly Message[];
  try {
    history = await agent.messages({ dialogId, after, signal });
  } catch (cause) {
    throw uncertain(request, 'the history of the dialog could not be read', cause);
  }
  const own = history.filter((message) => isMessage(message) && message.originatorId === agent.agentId);
  if (own.some((message) => keysOf(message).some((one) => keys.earlier(dialogId, one) !== undefined))) {
    keys.noteReturned();
  }
  const found = own.find((message) => keysOf(message).includes(key));
  if (found?.sequence !== undefined) return { sequence: found.sequence };
  // If the range has no event but those of this process, the event was not published, whatever the platform returns.
  if (keys.areReturned || own.every(({ sequence }) => keys.wasSent(dialogId, sequence))) return undefined;
  throw uncertain(request, 'the platform returns neither the eventId nor the metadata of events', lost);
}

function keysOf({ eventId, metadata = [] }: Message): readonly string[] {
  const ids = metadata.flatMap((item) => (item.type === 'ExternalId' ? [item.id] : []));
  return eventId === undefined ? ids : [eventId, ...ids];
}

function isUnknown(error: unknown): error is SDKError {
  return error instanceof SDKError && error.delivery === 'unknown';
}

function uncertain({ operation, key }: KeyedPublish, why: string, cause: unknown): ConnectionError {
  return new ConnectionError(
    `${operation} may have been published or not: its response was lost, and ${why}, so that the idempotencyKey ${JSON.stringify(key)} cannot be looked for`,
    { code: 'UNKNOWN_DELIVERY', delivery: 'unknown', cause },
  );
}
