export { Bot } from './bot.js';
export type { TurnHandler } from './turn-handler.js';
export { Chat, type ChatReplyOptions } from './chat.js';
export { actions, type Action, type ActionDefinitions, type Actions, type Offer } from './clicks.js';
export type { Clock } from './clock.js';
export {
  flow,
  type Ask,
  type Flow,
  type FlowFile,
  type FlowOptions,
  type OnceContext,
  type QuestionOptions,
  type StartsFlow,
  type TextQuestionOptions,
} from './flow.js';
export { FlowError } from './flow-error.js';
export type { LostFlow } from './flows.js';
export type {
  BotHealth,
  BotOptions,
  BotSetup,
  EscalationOptions,
  RingOptions,
  StopOptions,
  TurnOptions,
} from './options.js';
export type {
  ClickTurn,
  FileTurn,
  FlowLostTurn,
  HearsTurn,
  JoinedTurn,
  LeftTurn,
  Turn,
  UnknownClickTurn,
} from './turn.js';
export {
  Conversations,
  type Activity,
  type ConversationsEvents,
  type ConversationsOptions,
} from '../conversations/conversations.js';
export type { ConversationEvent, LeaveReason } from '../conversations/events.js';
export type { VerbLimits } from '../conversations/gate.js';
export type { HandOffOptions, HandOffReason, HandOffTarget } from '../conversations/hand-off.js';
export { Conversation, type ReplyOptions, type Urgency } from '../conversations/handle.js';
export { ConversationMessage, type DownloadedFile, type ReceivedFile } from '../conversations/message.js';
export type { Profile } from '../conversations/profile.js';
export type { QuickReplyOptions } from '../conversations/quick-replies.js';
export { RingOffer } from '../conversations/ring-offer.js';
export type { ConversationView, DialogView, LastMessage, ParticipantView } from '../conversations/snapshot.js';
export type { CloseOptions, MessagesOptions, SendFileOptions } from '../conversations/verb-options.js';
export { ConversationWatch, type WatchEvents, type WatchOptions } from '../conversations/watch.js';
export type { DownloadLimits, FileSource } from '../files/transfer.js';
export type { Duration } from '../support/duration.js';
export type { StandardSchema } from '../support/standard-schema.js';
export { checkChange } from '../store/check-change.js';
export { FileStore, type FileStoreOptions } from '../store/file-store.js';
export { MemoryStore } from '../store/memory-store.js';
export { testStore, type StoreTest } from '../store/store-contract.js';
export type { StorePlace } from '../store/store-under-test.js';
export {
  applyChange,
  type Change,
  type ConversationRemoval,
  type Lease,
  type Saved,
  type StateChange,
  type Store,
} from '../store/store.js';
