import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import type { RestorePolicy } from './define.js';
import type { ObjectsIn } from './nulls.js';

/** A subscription. Its notifications carry `subscriptionId`. It lasts until it is ended or the connection is lost. */
export interface Subscription {
  readonly subscriptionId: string;
}

/** UMS spells the member in two ways: docs/protocol.md#3.7. */
export const subscriptionResponse = lazy(() =>
  z.union([z.object({ subscriptionId: z.string() }), z.object({ subScriptionId: z.string() })]),
);

/** The unused spelling may be `null`. */
export const subscriptionObjects: ObjectsIn = {};

type SubscriptionResponse = z.output<ReturnType<typeof subscriptionResponse>>;

export function toSubscription(response: SubscriptionResponse): Subscription {
  // The legacy agent decodes unchecked responses, and hands on any value.
  if (typeof response !== 'object' || response === null || !('subScriptionId' in response)) return response;
  // The union checks one spelling only: `subScriptionId` may be `null` beside a valid `subscriptionId`.
  const { subScriptionId, ...rest } = response as { readonly subScriptionId: string | null } & Subscription;
  return subScriptionId === null ? rest : { ...rest, subscriptionId: subScriptionId };
}

/** UMS ends subscriptions with the socket, so that they are sent again after a reconnect. */
export const replaySubscription = {
  keep: 'each',
  subscriptionId: (response: SubscriptionResponse) => toSubscription(response).subscriptionId,
} satisfies RestorePolicy<SubscriptionResponse>;
