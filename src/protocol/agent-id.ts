import { membersOf, toArray } from './schemas.js';
import type { Identity } from './define.js';

/**
 * Finds the agent's own PID in a notification. With a bearer token there is no login response to take it from, but the
 * agent's own messages and the participants of its conversations carry the PID beside the old id.
 *
 * @param body The body as received.
 * @returns The PID, or `undefined` where the body does not contain it.
 */
export function learnedAgentId(body: unknown, { legacyAgentId }: Identity): string | undefined {
  const message = membersOf(body);
  if (message['originatorId'] === legacyAgentId) return stringOf(message['originatorPId']);

  for (const change of toArray(message['changes'])) {
    const details = membersOf(membersOf(membersOf(change)['result'])['conversationDetails']);
    const pids = membersOf(details['participantsPId']);
    for (const [role, ids] of Object.entries(membersOf(details['participants']))) {
      const at = toArray(ids).indexOf(legacyAgentId);
      const pid = at < 0 ? undefined : stringOf(toArray(pids[role])[at]);
      if (pid !== undefined) return pid;
    }
  }
  return undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
