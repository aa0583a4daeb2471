import type { AgentAccount } from './accounts.js';
import type { Consumer } from './consumer-registry.js';
import { Refusal } from '../failures.js';
import type { Platform } from './platform.js';

/** The response body of GetUserProfile. Without a `userId` it describes the requesting agent. */
export function profileOf(platform: Platform, requester: AgentAccount, userId: string | undefined): unknown {
  if (userId === undefined || userId === '') return { userId: requester.legacyId };
  const consumer = platform.consumers.get(userId);
  if (consumer) return consumerProfile(consumer);
  const agent = platform.accounts.byId(userId);
  if (!agent) throw new Refusal(404, 'User not found');
  const { legacyId, firstName, lastName, nickName, email } = agent;
  return { userId: legacyId, firstName, lastName, nickName, role: 'AGENT', privateData: { email } };
}

/** See docs/protocol.md#4.7. Unknown members are absent. */
function consumerProfile({ id, profile }: Consumer): unknown {
  const { firstName, lastName, nickName, avatarUrl, email, mobileNum, customerId, authenticatedSdes } = profile;
  return {
    userId: id,
    firstName,
    lastName,
    nickName,
    avatarUrl,
    role: 'CONSUMER',
    privateData: { mobileNum, email, userId: customerId },
    ...(authenticatedSdes && { authenticatedData: { lp_sdes: authenticatedSdes } }),
  };
}
