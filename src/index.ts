export { Agent, type RequestMethods } from './agent.js';
export type { Health } from './client/health.js';
export type { MessagesQuery } from './client/history.js';
export type {
  AcknowledgeableItem,
  AcknowledgeableMessage,
  MessageItem,
  NotificationItem,
  NotificationsOptions,
  PlainNotificationItem,
  RestoredItem,
  SnapshotItem,
  UnreadableItem,
} from './client/notification-stream.js';
export type { CallOptions, RawRequestOptions, RequestOptions } from './client/request-options.js';
export {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  HandlerError,
  HttpError,
  ResponseError,
  SDKError,
  StoreError,
  TimeoutError,
  TransformError,
  ValidationError,
  type Delivery,
  type ErrorFacts,
  type LockHolder,
  type Service,
  type ValidationIssue,
} from './errors.js';
export type { AgentEvents, EventMethods, Handled, LifecycleEvents, NotificationEvents, WireEvents } from './events.js';
export type { AgentOptions, AgentSettings, CursorStore, CursorValue, Logger, TlsOptions } from './options/options.js';
export type {
  AssertionCredentials,
  BearerCredentials,
  ClientCredentials,
  Credentials,
  OAuth1Credentials,
  PasswordCredentials,
  Provided,
} from './options/credentials.js';
export type { ReconnectOptions, RedeliveryOptions } from './options/retries.js';
export type { Batch } from './protocol/read.js';
export type * from './protocol/registry.js';
export { notifications, requests } from './protocol/registry.js';
export type { OAuth1Keys } from './rest/oauth1.js';
export type { ServiceAnswer, ServiceCall, ServiceSchema } from './rest/caller.js';
export type { LifecycleState, Reconnecting } from './session/lifecycle.js';
export type { NotificationFrame, RequestFrame } from './transport/frame.js';
export { FileStore, type FileStoreOptions } from './store/file-store.js';
export { ProcessScope } from './support/process-scope.js';
