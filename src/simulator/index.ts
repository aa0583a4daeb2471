export { Simulator } from './simulator.js';
export { SimulatedConsumer } from './consumer/simulated-consumer.js';
export { Refusal, SimulatorError } from './failures.js';
export { FaultProxy, type LineConditions, type ProxiedOptions } from './faults/fault-proxy.js';
export type { AgentAccount, AgentDetails } from './platform/accounts.js';
export type { AnswerContext, AnswerFunction, IncomingRequest } from './wire/answers.js';
export type { HeardMatch, HeardMessage, SayOptions, SentFile, StartOptions } from './consumer/simulated-consumer.js';
export type { ConsumerProfile } from './platform/consumer-registry.js';
export type { SimulatedMessage, SimulatedParticipant, SimulatedRole } from './platform/conversation-state.js';
export type { AgentConnectOptions, CredentialKind, SimulatedCredentials } from './platform/credentials.js';
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
export type { Skill, SimulatorOptions } from './options.js';
export type { Removal, RuleOptions } from './faults/rules.js';
export type { ConversationSnapshot, DialogSnapshot } from './platform/conversation-snapshot.js';
export type {
  CloseEntry,
  EntryMatch,
  FrameEntry,
  HttpEntry,
  PingEntry,
  SeenOptions,
  TranscriptEntry,
  UpgradeEntry,
} from './transcript.js';
