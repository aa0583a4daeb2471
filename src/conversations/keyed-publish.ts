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

/** The keys that this process has sent, and whether the platform's histories contain them. */
export class SentKeys {
  /** The lowest sequence after which the event of a key can be, by dialog and key. */
  readonly #after = new Map<string, number>();
  readonly #platform: { areReturned: boolean };

  /** @param platform Where it is noted that a history contained a key of this process. */
  constructor(platform = { areReturned: false }) {
    this.#platform = platform;
  }

  get areReturned(): boolean {
    return this.#platform.areReturned;
  }

  noteReturned(): void {
    this.#platform.areReturned = true;
  }

  /** The sequence after which keys are looked for; `undefined`: after the last known message. */
  floor(_dialogId: string): number | undefined {
    return undefined;
  }

  /** Keys that are good for a part of a dialog. */
  within(dialogId: string, floor: number, mayBeSent: boolean): SentKeys {
    return new KeysOfPart(this.#platform, dialogId, floor, mayBeSent);
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

  constructor(platform: { areReturned: boolean }, dialogId: string, floor: number, mayBeSent: boolean) {
    super(platform);
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

function nameOf(dialogId: string, key: string): string {
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
  // Without any own event in the range, the event was not published, whatever the platform returns.
  if (own.length === 0 || keys.areReturned) return undefined;
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
