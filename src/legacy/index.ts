export { Agent, type PendingRequest } from './agent.js';
export type { AgentConf } from './conf.js';
export type { LegacyBodies, LegacyConversationDetails, LegacyMessage } from './deprecated.js';
export type { SDKError, TransformError } from './errors.js';
export type { LegacyEvents } from './events.js';
export type { LegacyConversationField, LegacyRequests } from './request-types.js';
export type { Callback, LegacyRequest, RequestFailure } from './requests.js';
export { AgentSurveyClient, type AgentSurveyConf, type SurveyResponse } from './survey.js';
export type { Transport, TransportConfiguration } from './transport.js';
