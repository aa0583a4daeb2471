import type { NotificationFrame, RequestFrame } from '../transport/frame.js';
import type { LegacyBodies } from './deprecated.js';
import type { SDKError, TransformError } from './errors.js';

/** Events about the agent itself. */
type LegacyLifecycleEvents = {
  /** The socket is open. Set the agent's state and subscribe in this handler. `ts` is in epoch ms. */
  connected: (info: { readonly connected: true; readonly ts: number }) => void;
  /** The socket was closed, or could not be opened (1006). Pending requests have failed before this event. */
  closed: (code: number) => void;
  /** An error. `context` names the HTTP stage, if any. Without a handler the process ends, as with any emitter. */
  error: (error: SDKError & TransformError, context?: { readonly location: string }) => void;
  /** A stage of connecting or refreshing was completed. */
  success: (context: { readonly location: string }) => void;
  /** The platform sent something unusual but harmless. */
  warn: (info: { readonly message: string }) => void;
  /** A notification of any type, after its own event. */
  notification: (notification: NotificationFrame) => void;
  /** A request has been passed to the socket. */
  'message:sent': (request: RequestFrame) => void;
  /** Message history has been delivered (as `ms.MessagingEventNotification`). */
  GenericSubscribeResponse: (body: undefined, requestId: string) => void;
};

/** All events of an agent. */
export type LegacyEvents = LegacyLifecycleEvents & {
  [Name in keyof LegacyBodies]: (body: LegacyBodies[Name]) => void;
} & {
  [type: `.${string}`]: (body: unknown, requestId?: string) => void;
};
