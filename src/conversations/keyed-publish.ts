import type { Agent } from '../agent.js';
import { ConnectionError, SDKError } from '../errors.js';
import type { Message } from '../protocol/registry.js';
import { isMessage } from './message.js';

/** A publish that is to be carried out once although its response may be lost. */
export interface KeyedPublish {
  readonly agent: Agent;
  readonly operation: string;
  readonly dialogId: string;
  readonly key: string;
  /** The event was published after this sequence, if it was published. */
  readonly after: number;
  /** Looks for the key before the first attempt: an earlier process may have published it. */
  readonly mayBePublished: boolean;
  readonly echoes: EchoKnowledge;
  readonly signal: AbortSignal | undefined;
  publish(): Promise<{ readonly sequence: number }>;
}

/** Whether histories contain the keys of this agent's events; `undefined` until one has shown it. */
export interface EchoKnowledge {
  hasKeys: boolean | undefined;
}

const ATTEMPTS = 3;

/**
 * Publishes an event whose key travels as `eventId` and as `ExternalId`. If the response is lost, looks for the key in the
 * history of the dialog before it publishes again. Events are never compared by their content.
 *
 * @throws {SDKError} With `delivery: 'unknown'` where the history cannot tell: the platform returned neither `eventId` nor
 * metadata of this agent's events.
 */
export async function publishOnce(request: KeyedPublish): Promise<{ readonly sequence: number }> {
  if (request.mayBePublished) {
    const found = await find(request);
    if (found === 'uncertain') throw uncertain(request, undefined);
    if (found !== 'absent') return found;
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request.publish();
    } catch (error) {
      if (!isUnknown(error) || attempt === ATTEMPTS) throw error;
      const found = await find(request).catch((cause: unknown) => {
        throw uncertain(request, error, cause);
      });
      if (found === 'uncertain') throw uncertain(request, error);
      if (found !== 'absent') return found;
    }
  }
}

async function find({
  agent,
  dialogId,
  key,
  after,
  echoes,
  signal,
}: KeyedPublish): Promise<{ readonly sequence: number } | 'absent' | 'uncertain'> {
  const history = await agent.messages({ dialogId, after, signal });
  const own = history.filter((message) => isMessage(message) && message.originatorId === agent.agentId);
  if (own.some((message) => keysOf(message).length > 0)) echoes.hasKeys = true;
  const found = own.find((message) => keysOf(message).includes(key));
  if (found?.sequence !== undefined) return { sequence: found.sequence };
  // Without any own event in the range, the event was not published, whatever the platform returns.
  return own.length === 0 || echoes.hasKeys === true ? 'absent' : 'uncertain';
}

function keysOf({ eventId, metadata = [] }: Message): readonly string[] {
  const ids = metadata.flatMap((item) => (item.type === 'ExternalId' ? [item.id] : []));
  return eventId === undefined ? ids : [eventId, ...ids];
}

function isUnknown(error: unknown): error is SDKError {
  return error instanceof SDKError && error.delivery === 'unknown';
}

function uncertain({ operation, key }: KeyedPublish, error: unknown, historyError?: unknown): ConnectionError {
  const why =
    historyError === undefined
      ? 'the platform returns neither the eventId nor the metadata of events'
      : 'the history of the dialog could not be read';
  return new ConnectionError(
    `${operation} may have been published or not: its response was lost, and ${why}, so that the idempotencyKey ${JSON.stringify(key)} cannot be looked for`,
    { code: 'UNKNOWN_DELIVERY', delivery: 'unknown', cause: historyError ?? error },
  );
}
