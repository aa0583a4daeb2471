import type { NotificationFrame, RequestFrame } from '../transport/frame.js';
import type { LegacyBodies } from './deprecated.js';
import type { SDKError, TransformError } from './errors.js';

/** What happens to the agent itself. */
type LegacyLifecycleEvents = {
  /** The socket is open: set the agent's state and subscribe here. `ts` in epoch ms. */
  connected: (info: { readonly connected: true; readonly ts: number }) => void;
  /** The socket closed, or could not be opened (1006). Requests in flight have failed before. */
  closed: (code: number) => void;
  /** `context` tells the stage, where it is one of HTTP. Without a handler the process ends, as with any emitter. */
  error: (error: SDKError & TransformError, context?: { readonly location: string }) => void;
  /** A stage of connecting or refreshing was passed. */
  success: (context: { readonly location: string }) => void;
  /** Something odd but harmless in what the platform sent. */
  warn: (info: { readonly message: string }) => void;
  /** Every notification, after its own event. */
  notification: (notification: NotificationFrame) => void;
  /** A request has been handed to the socket. */
  'message:sent': (request: RequestFrame) => void;
  /** Message history has been delivered (as `ms.MessagingEventNotification`). */
  GenericSubscribeResponse: (body: undefined, requestId: string) => void;
};

/** Everything an agent emits. */
export type LegacyEvents = LegacyLifecycleEvents & {
  [Name in keyof LegacyBodies]: (body: LegacyBodies[Name]) => void;
} & {
  [type: `.${string}`]: (body: unknown, requestId?: string) => void;
};
