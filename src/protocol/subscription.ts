import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import type { RestorePolicy } from './define.js';
import type { ObjectsIn } from './nulls.js';

/** A subscription: notifications name it until it is ended or the connection is lost. */
export interface Subscription {
  readonly subscriptionId: string;
}

/** UMS spells the member in two ways (P 3.7). */
export const subscriptionResponse = lazy(() =>
  z.union([z.object({ subscriptionId: z.string() }), z.object({ subScriptionId: z.string() })]),
);

/** The spelling that the server does not use may be `null`. */
export const subscriptionObjects: ObjectsIn = {};

type SubscriptionResponse = z.output<ReturnType<typeof subscriptionResponse>>;

export function toSubscription(response: SubscriptionResponse): Subscription {
  // Callers of the old API get whatever UMS answered, unchecked.
  if (typeof response !== 'object' || response === null || !('subScriptionId' in response)) return response;
  // The schema takes the other spelling alone, too, and then does not look at this one: it may be `null`.
  const { subScriptionId, ...rest } = response as { readonly subScriptionId: string | null } & Subscription;
  return subScriptionId === null ? rest : { ...rest, subscriptionId: subScriptionId };
}

/** UMS forgets subscriptions with the socket. */
export const replaySubscription = {
  keep: 'each',
  subscriptionId: (response: SubscriptionResponse) => toSubscription(response).subscriptionId,
} satisfies RestorePolicy<SubscriptionResponse>;
