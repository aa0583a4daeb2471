import type { Agent } from '../agent.js';
import { SDKError } from '../errors.js';
import type { Metadata, UpdateConversationBody } from '../protocol/registry.js';
import type { Gate, GatedOptions, VerbLimits } from './gate.js';

/** What a request that gives a conversation away needs. */
export interface ReleasePorts {
  readonly agent: Agent;
  readonly gate: Pick<Gate, 'send'>;
  /** Asked when the frame of an ungated verb is written. */
  readonly guard?: (() => void) | undefined;
  /** This agent gives the conversation away: verbs refuse from now on. `refused`: it still has it. */
  readonly release: (conversationId: string, outcome: 'written' | 'unknown' | 'refused') => void;
}

/** Sends a request after which the agent has the conversation no more. Verbs refuse from the moment in which it is written. */
export async function giveAway(
  ports: ReleasePorts,
  operation: string,
  body: UpdateConversationBody,
  limits: VerbLimits,
  metadata: readonly Metadata[] | undefined,
): Promise<void> {
  const send = (options: GatedOptions): Promise<void> =>
    released(ports, body, { ...options, ...(metadata && { metadata }) });
  await ports.gate.send(operation, body.conversationId, send, limits, true);
}

/** As {@link giveAway}, for an agent that may have joined in a role that does not speak to the consumer. */
export async function leaveConversation(
  ports: ReleasePorts,
  body: UpdateConversationBody,
  { signal, timeout }: VerbLimits,
): Promise<void> {
  await released(ports, body, { signal, timeout, guard: ports.guard ?? ((): void => {}) });
}

async function released(
  { agent, release }: ReleasePorts,
  body: UpdateConversationBody,
  { guard, ...options }: GatedOptions & { readonly metadata?: readonly Metadata[] },
): Promise<void> {
  let isWritten = false;
  try {
    await agent.updateConversationField(body, {
      ...options,
      guard: () => {
        guard();
        isWritten = true;
        release(body.conversationId, 'written');
      },
    });
  } catch (error) {
    if (isWritten) release(body.conversationId, hasOutcome(error) ? 'refused' : 'unknown');
    throw error;
  }
}

/** Whether the request was refused or not sent. An abort and a lost response leave open whether it was carried out. */
function hasOutcome(error: unknown): boolean {
  return error instanceof SDKError && error.delivery !== 'unknown';
}
