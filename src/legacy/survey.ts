import { Caller, type ServiceCall } from '../rest/caller.js';
import { Http } from '../rest/http.js';
import { Network } from '../rest/network.js';
import type { TlsOptions } from '../options/options.js';
import { USER_AGENT } from './core.js';

/** Configuration of a survey client. Ignores unknown members, so that an agent's conf with these members fits. */
export interface AgentSurveyConf {
  /** Host of the service `runtimeFormLogic`. */
  rflDomain: string;
  accountId: string | number;
  /** The agent's bearer token. */
  token: string;
  /** TLS settings, e.g. a private CA. */
  tls?: TlsOptions;
  [option: string]: unknown;
}

/** A response with the members of axios. */
export interface SurveyResponse {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const SERVICE = 'runtimeFormLogic';
const TIMEOUT_MS = 15_000;

/**
 * Client of agent surveys: docs/protocol.md#8.3. Methods resolve with every response, including error statuses.
 *
 * @throws {SDKError} There was no response.
 */
export class AgentSurveyClient {
  agentSurveyDomain: string;
  accountId: string | number;
  token: string;
  readonly #http: Http;

  constructor(conf: AgentSurveyConf) {
    this.agentSurveyDomain = conf.rflDomain;
    this.accountId = conf.accountId;
    this.token = conf.token;
    this.#http = new Http({
      network: new Network({ tls: conf.tls }),
      userAgent: USER_AGENT,
      timeoutMs: TIMEOUT_MS,
    });
  }

  /** Fetches the state of a conversation's survey, with the replies so far. */
  getAgentSurveyState(conversationId: string, skillId: string | number): Promise<SurveyResponse> {
    return this.#request('GET', '/state', conversationId, skillId);
  }

  submitAgentSurvey(
    conversationId: string,
    skillId: string | number,
    stateRevision: string | number,
    submitBody: unknown,
  ): Promise<SurveyResponse> {
    return this.#request('POST', '/state', conversationId, skillId, { revision: stateRevision, body: submitBody });
  }

  dismissAgentSurvey(
    conversationId: string,
    skillId: string | number,
    stateRevision: string | number,
  ): Promise<SurveyResponse> {
    return this.#request('DELETE', '/state', conversationId, skillId, { revision: stateRevision });
  }

  /** Fetches the survey: its next sequence from `seqRoot` on, or with `isSequence: false` the whole survey. */
  getAgentSurvey(
    conversationId: string,
    skillId: string | number,
    seqRoot?: string | number | null,
    isSequence: boolean | null = true,
  ): Promise<SurveyResponse> {
    const query = { seq: isSequence ?? true, ...(seqRoot && { seqRoot }) };
    return this.#request('GET', '', conversationId, skillId, { query });
  }

  async #request(
    method: NonNullable<ServiceCall['method']>,
    below: string,
    conversationId: string,
    skillId: string | number,
    {
      query = {},
      revision,
      body,
    }: {
      readonly query?: NonNullable<ServiceCall['query']>;
      readonly revision?: string | number;
      readonly body?: unknown;
    } = {},
  ): Promise<SurveyResponse> {
    const path = `/api/account/${encodeURIComponent(String(this.accountId))}/forms/agent_survey${below}`;
    // Made for each call, because old bots change the fields between calls.
    const caller = new Caller(this.#http, {
      domains: async () => ({ [SERVICE]: this.agentSurveyDomain }),
      bearer: this.token,
    });
    const { body: data, ...answer } = await caller.exchange(SERVICE, path, {
      method,
      query: { conv: conversationId, skill: skillId, v: '2.0', ...query },
      headers: revision === undefined ? {} : { 'x-lp-state-rev': String(revision) },
      body,
      anyStatus: true,
    });
    return { status: answer.status, data, headers: answer.headers };
  }
}
