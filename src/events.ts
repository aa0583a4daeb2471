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
  /** A failure nobody was waiting to hear of. Without a handler it becomes a process warning. */
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
