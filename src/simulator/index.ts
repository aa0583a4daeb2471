export { Simulator } from './simulator.js';
export { SimulatedConsumer } from './consumer.js';
export { Refusal, SimulatorError } from './failures.js';
export { FaultProxy, type LineConditions, type ProxiedOptions } from './fault-proxy.js';
export type { AgentAccount, AgentDetails } from './accounts.js';
export type { AnswerContext, AnswerFunction, IncomingRequest } from './answers.js';
export type { HeardMatch, HeardMessage, SayOptions, SentFile, StartOptions } from './consumer.js';
export type { ConsumerProfile } from './consumers.js';
export type { SimulatedMessage, SimulatedParticipant, SimulatedRole } from './conversation.js';
export type { AgentConnectOptions, CredentialKind, SimulatedCredentials } from './credentials.js';
export type {
  Direction,
  Faults,
  FrameFault,
  FrameFields,
  FrameMatch,
  HttpFault,
  HttpService,
  UpgradeFault,
} from './faults.js';
export type { Skill, SimulatorOptions } from './options.js';
export type { Removal, RuleOptions } from './rules.js';
export type { ConversationSnapshot, DialogSnapshot } from './snapshot.js';
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
