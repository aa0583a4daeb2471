import type { z } from 'zod';
import { clock, clockNotifications } from './clock.js';
import { conversationNotifications, conversations } from './conversations.js';
import type { AnyNotification, AnyRequest } from './define.js';
import { messaging, messagingNotifications } from './messaging.js';
import { profileNotifications, profiles } from './profiles.js';
import { routing, routingNotifications } from './routing.js';

// Types that applications use.
export type * from './bodies.js';
export type * from './content.js';
export type {
  ExConversation,
  ConversationChange,
  ConversationContext,
  ConversationDetails,
  Dialog,
} from './conversation-body.js';
export type { Message, Messages, Originator } from './message.js';
export { HISTORY_REQUEST, MESSAGE_EVENT } from './messaging.js';
export { headersSchema, metadataSchema } from './metadata.js';
export type { ClientProperties, ExternalId, Header } from './metadata.js';
export type * from './apple-types.js';
export type { MessageReplyContext, Metadata, WhatsAppOrder } from './metadata-types.js';
export type { DialogParticipant, Participant, Role } from './participants.js';
export type { CustomerInfoSDE, PersonalSDE, SDE, UserProfile } from './profiles.js';
export type { AgentState, AgentStateChange } from './routing.js';
export type { Ring, RoutingTask, RoutingTaskChange } from './routing-task.js';
export type * from './elements.js';
export type { Subscription } from './subscription.js';

/** An intersection, not a spread: it keeps the entries' doc comments in the built declarations. */
export type Requests = typeof clock & typeof conversations & typeof messaging & typeof routing & typeof profiles;

/** Every request, by the name of its method. */
export const requests: Requests = { ...clock, ...conversations, ...messaging, ...routing, ...profiles };

/** Name of a method that makes a request, e.g. `publishEvent`. */
export type RequestName = keyof Requests;

/** Body that the caller of a request method passes. */
export type BodyOf<Name extends RequestName> = z.input<Requests[Name]['request']>;

/** Result of a request method. */
export type ResultOf<Name extends RequestName> = Requests[Name]['example']['result'];

/** An intersection, not a spread, for the same reason as {@link Requests}. */
export type Notifications = typeof clockNotifications &
  typeof conversationNotifications &
  typeof messagingNotifications &
  typeof routingNotifications &
  typeof profileNotifications;

/** Every notification, by the name of its event. */
export const notifications: Notifications = {
  ...clockNotifications,
  ...conversationNotifications,
  ...messagingNotifications,
  ...routingNotifications,
  ...profileNotifications,
};

/** Name of a notification's event, e.g. `ms.MessagingEventNotification`. */
export type NotificationName = keyof Notifications;

/** Bodies that the handlers of notifications get, by event. */
export type NotificationBodies = { [Event in NotificationName]: Notifications[Event]['example']['body'] };

const allNotifications = Object.values<AnyNotification>(notifications);

/** The notification that is emitted under this name. */
export function notificationOfEvent(event: string): AnyNotification | undefined {
  return allNotifications.find((entry) => entry.event === event);
}

/** The notification with this type on the wire, e.g. `.ams.ms.OnlineEventDistribution`. */
export function notificationOfType(type: string): AnyNotification | undefined {
  // A linear search over few entries is faster than a map, which has to hash each newly parsed string.
  return allNotifications.find((entry) => entry.type === type);
}

/** The request with a name that is known at run time only. */
export function requestNamed(name: RequestName): AnyRequest {
  // The types of the bodies are erased. Callers check bodies against `request` before they call `encode`.
  return requests[name] as unknown as AnyRequest;
}

const requestsByType = new Map(
  // `Object.keys` returns string[]. The tables have no keys but the names of requests.
  (Object.keys(requests) as RequestName[]).map((name) => {
    const entry = requestNamed(name);
    return [entry.type, { name, entry }];
  }),
);

/** The request with this type on the wire, e.g. `.ams.ms.PublishEvent`. */
export function requestOfType(type: string): { readonly name: RequestName; readonly entry: AnyRequest } | undefined {
  return requestsByType.get(type);
}
