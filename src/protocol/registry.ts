import type { z } from 'zod';
import { clock, clockNotifications } from './clock.js';
import { conversationNotifications, conversations } from './conversations.js';
import type { AnyNotification, AnyRequest } from './define.js';
import { messaging, messagingNotifications } from './messaging.js';
import { profileNotifications, profiles } from './profiles.js';
import { routing, routingNotifications } from './routing.js';

// What applications may want to name.
export type * from './bodies.js';
export type * from './content.js';
export type {
  Conversation,
  ConversationChange,
  ConversationContext,
  ConversationDetails,
  Dialog,
} from './conversation-body.js';
export type { Message, Messages, Originator } from './message.js';
export { MESSAGE_EVENT } from './messaging.js';
export { headersSchema, metadataSchema } from './metadata.js';
export type { ClientProperties, ExternalId, Header } from './metadata.js';
export type { Metadata } from './metadata-types.js';
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

/** What the caller of a method passes. */
export type BodyOf<Name extends RequestName> = z.input<Requests[Name]['request']>;

/** What the caller of a method gets. */
export type ResultOf<Name extends RequestName> = Requests[Name]['example']['result'];

/** As {@link Requests}. */
export type Notifications = typeof clockNotifications &
  typeof conversationNotifications &
  typeof messagingNotifications &
  typeof routingNotifications &
  typeof profileNotifications;

/** Every notification, by the name it is emitted under. */
export const notifications: Notifications = {
  ...clockNotifications,
  ...conversationNotifications,
  ...messagingNotifications,
  ...routingNotifications,
  ...profileNotifications,
};

/** Name a notification is emitted under, e.g. `ms.MessagingEventNotification`. */
export type NotificationName = keyof Notifications;

/** What the handlers of a notification get. */
export type NotificationBodies = { [Event in NotificationName]: Notifications[Event]['example']['body'] };

const allNotifications = Object.values<AnyNotification>(notifications);

/** A notification, by the name it is emitted under. */
export function notificationOfEvent(event: string): AnyNotification | undefined {
  return allNotifications.find((entry) => entry.event === event);
}

/** The notification that has this type on the wire, e.g. `.ams.ms.OnlineEventDistribution`. */
export function notificationOfType(type: string): AnyNotification | undefined {
  // Few enough that looking at each is faster than a map: it would have to hash a string that came just now.
  return allNotifications.find((entry) => entry.type === type);
}

/** A request, where its name is known at run time only. */
export function requestNamed(name: RequestName): AnyRequest {
  // Whoever does not know the name has unknown bodies, too: they are checked before `encode` sees them.
  return requests[name] as unknown as AnyRequest;
}

const requestsByType = new Map(
  // The keys of the tables are the names: nothing else is spread into them.
  (Object.keys(requests) as RequestName[]).map((name) => {
    const entry = requestNamed(name);
    return [entry.type, { name, entry }];
  }),
);

/** The request that has this type on the wire, e.g. `.ams.ms.PublishEvent`. */
export function requestOfType(type: string): { readonly name: RequestName; readonly entry: AnyRequest } | undefined {
  return requestsByType.get(type);
}
