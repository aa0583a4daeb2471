export { Simulator } from './simulator.js';
export { SimulatorClock } from './clock.js';
export { SimulatedConsumer } from './consumer/simulated-consumer.js';
export { Refusal, SimulatorError } from './failures.js';
export { FaultProxy, type NetworkConditions, type ProxiedOptions } from './faults/fault-proxy.js';
export { rehearse, type RehearsalOptions } from './rehearsal/rehearse.js';
export type { RehearsalSetup, RehearsedBot } from './rehearsal/rehearsed-bot.js';
export { Rehearsal } from './rehearsal/rehearsal.js';
export type { RehearsalClock } from './rehearsal/rehearsal-clock.js';
export {
  SimulatedHuman,
  type AcceptOptions,
  type ConversationOf,
  type SeenMatch,
  type SeenMessage,
  type TransferTarget,
} from './human/simulated-human.js';
export type { HeardMatch } from './consumer/simulated-consumer.js';
export type { ConsumerOptions, SayOptions, SentFile, StartOptions, WaitOptions } from './consumer/consumer-options.js';
export type { HeardMessage, MessageMatch } from './consumer/received-message.js';
export type { ConsumerSight, SightMatch } from './consumer/sights.js';
export type { ServiceHandler, ServiceRequest, ServiceResponse } from './wire/served-services.js';
export type {
  Direction,
  Faults,
  FrameFault,
  FrameFields,
  FrameMatch,
  HttpFault,
  HttpService,
  UpgradeFault,
} from './faults/faults.js';
export type { Removal, RuleOptions } from './faults/rules.js';
export type { FeedOptions, FeedReader } from './feed.js';
export type {
  CloseEntry,
  DroppedEntry,
  FeedEntry,
  FrameEntry,
  HttpEntry,
  PingEntry,
  PlatformEntry,
  TranscriptEntry,
  UpgradeEntry,
} from './feed-entries.js';
export type { Retention, Skill, SimulatorOptions } from './options.js';
export type { AgentAccount, AgentDetails } from './platform/accounts.js';
export type { ConsumerProfile } from './platform/consumer-registry.js';
export type { ConversationSnapshot, DialogSnapshot } from './platform/conversation-snapshot.js';
export type { SimulatedMessage, SimulatedParticipant, SimulatedRole } from './platform/conversation-state.js';
export type { AgentConnectOptions, CredentialKind, SimulatedCredentials } from './platform/credentials.js';
export type { PlatformEvent } from './platform/events.js';
export type { EntryMatch, SeenOptions } from './transcript.js';
export type { AnswerContext, AnswerFunction, IncomingRequest } from './wire/responder.js';
