import type { SDKError } from './errors.js';
import { notifications, type NotificationBodies } from './protocol/registry.js';
import type { LifecycleState, Reconnecting } from './session/lifecycle.js';
import type { NotificationFrame, RequestFrame } from './transport/frame.js';

/** A handler may be asynchronous; if it throws or rejects, that is reported as `error`, and the next event still comes. */
export type Handled = unknown;

/** What happens to the agent itself, whatever the platform says. */
export type LifecycleEvents = {
  /** The socket is open: set the agent's state and subscribe here. `ts` in epoch ms. */
  connected: (info: { readonly connected: true; readonly ts: number }) => Handled;
  /** The socket closed, and not because the agent replaced it. Requests in flight have failed before. */
  closed: (code: number, reason: string) => Handled;
  /** An error that no promise carried. Without a handler it becomes a process warning. */
  error: (error: SDKError, context?: { readonly location: string }) => Handled;
  /** Something odd that stops nothing: in what the platform sent, a slow handler, a logout that failed. */
  warn: (info: { readonly message: string }) => Handled;
  /** A stage of connecting or refreshing was passed. */
  success: (info: { readonly location: string }) => Handled;
  /** Every notification, after its own event. */
  notification: (notification: NotificationFrame) => Handled;
  /** A request has been handed to the socket. */
  'message:sent': (request: RequestFrame) => Handled;
  /** `agent.state` has changed. */
  state: (state: LifecycleState) => Handled;
  /** There is no connection; the next attempt comes after `delayMs`. */
  reconnecting: (next: Reconnecting) => Handled;
  /** There is a connection again, after `attempts` attempts. */
  reconnected: (info: { readonly attempts: number }) => Handled;
  /** Message history has been delivered (as `ms.MessagingEventNotification`). */
  GenericSubscribeResponse: (body: undefined, requestId: string) => Handled;
};

/** What the platform says, by the name it is emitted under. */
export type NotificationEvents = {
  [Name in keyof NotificationBodies]: (body: NotificationBodies[Name]) => Handled;
};

/** Responses, under their type on the wire, and notifications this version does not know. */
export type WireEvents = {
  [type: `.${string}`]: (body: unknown, requestId?: string) => Handled;
};

/** Everything an agent emits. */
export type AgentEvents = LifecycleEvents & NotificationEvents & WireEvents;

/**
 * `on` and `once`, once for each event: the comment of an overload is what shows on hover. The comments repeat those of
 * the events, which a mapped type cannot carry to a signature; a test holds them together.
 */
export interface EventMethods {
  /** The socket is open: set the agent's state and subscribe here. `ts` in epoch ms. */
  on(event: 'connected', listener: LifecycleEvents['connected']): this;
  /** The socket closed, and not because the agent replaced it. Requests in flight have failed before. */
  on(event: 'closed', listener: LifecycleEvents['closed']): this;
  /** An error that no promise carried. Without a handler it becomes a process warning. */
  on(event: 'error', listener: LifecycleEvents['error']): this;
  /** Something odd that stops nothing: in what the platform sent, a slow handler, a logout that failed. */
  on(event: 'warn', listener: LifecycleEvents['warn']): this;
  /** A stage of connecting or refreshing was passed. */
  on(event: 'success', listener: LifecycleEvents['success']): this;
  /** Every notification, after its own event. */
  on(event: 'notification', listener: LifecycleEvents['notification']): this;
  /** A request has been handed to the socket. */
  on(event: 'message:sent', listener: LifecycleEvents['message:sent']): this;
  /** `agent.state` has changed. */
  on(event: 'state', listener: LifecycleEvents['state']): this;
  /** There is no connection; the next attempt comes after `delayMs`. */
  on(event: 'reconnecting', listener: LifecycleEvents['reconnecting']): this;
  /** There is a connection again, after `attempts` attempts. */
  on(event: 'reconnected', listener: LifecycleEvents['reconnected']): this;
  /** Message history has been delivered (as `ms.MessagingEventNotification`). */
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
  /** The state of a ring has changed. Obsolete and without a body; `routing.RoutingTaskNotification` has the new state. */
  on(event: 'deprecated', listener: NotificationEvents['deprecated']): this;
  /** The socket is open: set the agent's state and subscribe here. `ts` in epoch ms. */
  once(event: 'connected', listener: LifecycleEvents['connected']): this;
  /** The socket closed, and not because the agent replaced it. Requests in flight have failed before. */
  once(event: 'closed', listener: LifecycleEvents['closed']): this;
  /** An error that no promise carried. Without a handler it becomes a process warning. */
  once(event: 'error', listener: LifecycleEvents['error']): this;
  /** Something odd that stops nothing: in what the platform sent, a slow handler, a logout that failed. */
  once(event: 'warn', listener: LifecycleEvents['warn']): this;
  /** A stage of connecting or refreshing was passed. */
  once(event: 'success', listener: LifecycleEvents['success']): this;
  /** Every notification, after its own event. */
  once(event: 'notification', listener: LifecycleEvents['notification']): this;
  /** A request has been handed to the socket. */
  once(event: 'message:sent', listener: LifecycleEvents['message:sent']): this;
  /** `agent.state` has changed. */
  once(event: 'state', listener: LifecycleEvents['state']): this;
  /** There is no connection; the next attempt comes after `delayMs`. */
  once(event: 'reconnecting', listener: LifecycleEvents['reconnecting']): this;
  /** There is a connection again, after `attempts` attempts. */
  once(event: 'reconnected', listener: LifecycleEvents['reconnected']): this;
  /** Message history has been delivered (as `ms.MessagingEventNotification`). */
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
  /** The state of a ring has changed. Obsolete and without a body; `routing.RoutingTaskNotification` has the new state. */
  once(event: 'deprecated', listener: NotificationEvents['deprecated']): this;
}

/** Complete by its type: what the platform sends under one of these names is not emitted under it. */
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

/** Names the platform cannot take; the last two are Node's. */
export function isReserved(name: string): boolean {
  return Object.hasOwn(reserved, name) || name === 'newListener' || name === 'removeListener';
}

/** Nor, where events are typed, those of notifications: their handlers get nothing that was not read first. */
export function isTyped(name: string): boolean {
  return isReserved(name) || Object.hasOwn(notifications, name);
}
