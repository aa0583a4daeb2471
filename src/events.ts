import type { SDKError } from './errors.js';
import { notifications, type NotificationBodies } from './protocol/registry.js';
import type { LifecycleState, Reconnecting } from './session/lifecycle.js';
import type { NotificationFrame, RequestFrame } from './transport/frame.js';

/** What a handler returns; a promise may be returned. A handler that throws or rejects is reported as `error`. */
export type Handled = unknown;

/** Events of the agent itself. */
export type LifecycleEvents = {
  /** The socket is open: set the agent's state and subscribe here. `ts` in epoch ms. */
  connected: (info: { readonly connected: true; readonly ts: number }) => Handled;
  /** The socket closed, and was not replaced by the agent. Pending requests have rejected before. */
  closed: (code: number, reason: string) => Handled;
  /** An error that no promise carried: a background refresh, a malformed notification, a rejected promise without a handler. Without a listener it becomes a process warning. */
  error: (error: SDKError, context?: { readonly location: string }) => Handled;
  /** A condition that stops nothing: an odd frame of the platform, a slow handler, a logout that failed. */
  warn: (info: { readonly message: string }) => Handled;
  /** A stage of connecting or refreshing was completed. */
  success: (info: { readonly location: string }) => Handled;
  /** Every notification, after its own event. */
  notification: (notification: NotificationFrame) => Handled;
  /** A request has been handed to the socket. */
  'message:sent': (request: RequestFrame) => Handled;
  /** `agent.state` changed. */
  state: (state: LifecycleState) => Handled;
  /** There is no connection; the next attempt begins after `delayMs`. */
  reconnecting: (next: Reconnecting) => Handled;
  /** There is a connection again, after `attempts` attempts; subscriptions and agent state are restored. */
  reconnected: (info: { readonly attempts: number }) => Handled;
  /** The response to `subscribeMessagingEvents` was read; its messages come as `ms.MessagingEventNotification`. */
  GenericSubscribeResponse: (body: undefined, requestId: string) => Handled;
};

/** Notifications of the platform. */
export type NotificationEvents = {
  // The event called `deprecated` is still emitted, and not offered: `routing.RoutingTaskNotification` says the same.
  [Name in Exclude<keyof NotificationBodies, 'deprecated'>]: (body: NotificationBodies[Name]) => Handled;
};

/** Responses, and notifications that this version does not know, by their type on the wire. */
export type WireEvents = {
  [type: `.${string}`]: (body: unknown, requestId?: string) => Handled;
};

/** Every event of an agent. */
export type AgentEvents = LifecycleEvents & NotificationEvents & WireEvents;

/**
 * One overload of `on` and `once` for each event: editors show the comment of the overload. A mapped type cannot carry
 * the comments of the events to a signature, so they are repeated here; a test compares them.
 */
export interface EventMethods {
  /** The socket is open: set the agent's state and subscribe here. `ts` in epoch ms. */
  on(event: 'connected', listener: LifecycleEvents['connected']): this;
  /** The socket closed, and was not replaced by the agent. Pending requests have rejected before. */
  on(event: 'closed', listener: LifecycleEvents['closed']): this;
  /** An error that no promise carried: a background refresh, a malformed notification, a rejected promise without a handler. Without a listener it becomes a process warning. */
  on(event: 'error', listener: LifecycleEvents['error']): this;
  /** A condition that stops nothing: an odd frame of the platform, a slow handler, a logout that failed. */
  on(event: 'warn', listener: LifecycleEvents['warn']): this;
  /** A stage of connecting or refreshing was completed. */
  on(event: 'success', listener: LifecycleEvents['success']): this;
  /** Every notification, after its own event. */
  on(event: 'notification', listener: LifecycleEvents['notification']): this;
  /** A request has been handed to the socket. */
  on(event: 'message:sent', listener: LifecycleEvents['message:sent']): this;
  /** `agent.state` changed. */
  on(event: 'state', listener: LifecycleEvents['state']): this;
  /** There is no connection; the next attempt begins after `delayMs`. */
  on(event: 'reconnecting', listener: LifecycleEvents['reconnecting']): this;
  /** There is a connection again, after `attempts` attempts; subscriptions and agent state are restored. */
  on(event: 'reconnected', listener: LifecycleEvents['reconnected']): this;
  /** The response to `subscribeMessagingEvents` was read; its messages come as `ms.MessagingEventNotification`. */
  on(event: 'GenericSubscribeResponse', listener: LifecycleEvents['GenericSubscribeResponse']): this;
  /**
   * Conversations of a subscription, complete each time: first all that match, then each one that changes. `DELETE` means
   * that a conversation no longer matches. Notifications may arrive in any order: compare `metaDataLastUpdateTs`.
   */
  on(
    event: 'cqm.ExConversationChangeNotification',
    listener: NotificationEvents['cqm.ExConversationChangeNotification'],
  ): this;
  /**
   * Events of a dialog: messages, receipts and typing states, including this agent's own events and the history that
   * `subscribeMessagingEvents` fetched. UMS may repeat or delay an event: `sequence` is its position in the dialog.
   */
  on(event: 'ms.MessagingEventNotification', listener: NotificationEvents['ms.MessagingEventNotification']): this;
  /**
   * A conversation rings this agent, or the state of a ring has changed. Accept or reject `WAITING` rings with
   * `updateRingState`.
   */
  on(event: 'routing.RoutingTaskNotification', listener: NotificationEvents['routing.RoutingTaskNotification']): this;
  /** This agent's state has changed, usually by `setAgentState`. */
  on(event: 'routing.AgentStateNotification', listener: NotificationEvents['routing.AgentStateNotification']): this;
  /** The socket is open: set the agent's state and subscribe here. `ts` in epoch ms. */
  once(event: 'connected', listener: LifecycleEvents['connected']): this;
  /** The socket closed, and was not replaced by the agent. Pending requests have rejected before. */
  once(event: 'closed', listener: LifecycleEvents['closed']): this;
  /** An error that no promise carried: a background refresh, a malformed notification, a rejected promise without a handler. Without a listener it becomes a process warning. */
  once(event: 'error', listener: LifecycleEvents['error']): this;
  /** A condition that stops nothing: an odd frame of the platform, a slow handler, a logout that failed. */
  once(event: 'warn', listener: LifecycleEvents['warn']): this;
  /** A stage of connecting or refreshing was completed. */
  once(event: 'success', listener: LifecycleEvents['success']): this;
  /** Every notification, after its own event. */
  once(event: 'notification', listener: LifecycleEvents['notification']): this;
  /** A request has been handed to the socket. */
  once(event: 'message:sent', listener: LifecycleEvents['message:sent']): this;
  /** `agent.state` changed. */
  once(event: 'state', listener: LifecycleEvents['state']): this;
  /** There is no connection; the next attempt begins after `delayMs`. */
  once(event: 'reconnecting', listener: LifecycleEvents['reconnecting']): this;
  /** There is a connection again, after `attempts` attempts; subscriptions and agent state are restored. */
  once(event: 'reconnected', listener: LifecycleEvents['reconnected']): this;
  /** The response to `subscribeMessagingEvents` was read; its messages come as `ms.MessagingEventNotification`. */
  once(event: 'GenericSubscribeResponse', listener: LifecycleEvents['GenericSubscribeResponse']): this;
  /**
   * Conversations of a subscription, complete each time: first all that match, then each one that changes. `DELETE` means
   * that a conversation no longer matches. Notifications may arrive in any order: compare `metaDataLastUpdateTs`.
   */
  once(
    event: 'cqm.ExConversationChangeNotification',
    listener: NotificationEvents['cqm.ExConversationChangeNotification'],
  ): this;
  /**
   * Events of a dialog: messages, receipts and typing states, including this agent's own events and the history that
   * `subscribeMessagingEvents` fetched. UMS may repeat or delay an event: `sequence` is its position in the dialog.
   */
  once(event: 'ms.MessagingEventNotification', listener: NotificationEvents['ms.MessagingEventNotification']): this;
  /**
   * A conversation rings this agent, or the state of a ring has changed. Accept or reject `WAITING` rings with
   * `updateRingState`.
   */
  once(event: 'routing.RoutingTaskNotification', listener: NotificationEvents['routing.RoutingTaskNotification']): this;
  /** This agent's state has changed, usually by `setAgentState`. */
  once(event: 'routing.AgentStateNotification', listener: NotificationEvents['routing.AgentStateNotification']): this;
}

/** Names of this library: frames of the platform are not emitted under them. Complete by its type. */
const reserved: Readonly<Record<keyof LifecycleEvents, true>> = {
  connected: true,
  closed: true,
  error: true,
  warn: true,
  success: true,
  notification: true,
  'message:sent': true,
  state: true,
  reconnecting: true,
  reconnected: true,
  GenericSubscribeResponse: true,
};

/** Whether a frame of the platform must not be emitted under this name. The last two are events of Node's emitter. */
export function isReserved(name: string): boolean {
  return Object.hasOwn(reserved, name) || name === 'newListener' || name === 'removeListener';
}

/** As {@link isReserved}, or the name of a notification, whose handlers get decoded bodies only. */
export function isTyped(name: string): boolean {
  return isReserved(name) || Object.hasOwn(notifications, name);
}
