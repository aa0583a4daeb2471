import { z } from 'zod';
import { addressOf } from '../rest/domains.js';
import { Http, type Exchange } from '../rest/http.js';
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
    const network = new Network({ tls: conf.tls });
    this.#http = new Http({
      network,
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
    method: Exchange<z.ZodType>['method'],
    path: string,
    conversationId: string,
    skillId: string | number,
    {
      query = {},
      revision,
      body,
    }: {
      readonly query?: Readonly<Record<string, unknown>>;
      readonly revision?: string | number;
      readonly body?: unknown;
    } = {},
  ): Promise<SurveyResponse> {
    const { token } = this;
    const account = encodeURIComponent(String(this.accountId));
    const url = addressOf(this.agentSurveyDomain, 'https', `/api/account/${account}/forms/agent_survey${path}`);
    for (const [name, value] of Object.entries({ conv: conversationId, skill: skillId, v: '2.0', ...query })) {
      url.searchParams.set(name, String(value));
    }
    const { body: data, ...answer } = await this.#http.exchange({
      operation: `${method} of the agent survey`,
      service: 'runtimeFormLogic',
      method,
      url,
      headers: {
        authorization: `Bearer ${token}`,
        ...(revision !== undefined && { 'x-lp-state-rev': String(revision) }),
      },
      body,
      answer: z.unknown(),
      anyStatus: true,
      secrets: [token],
    });
    return { status: answer.status, data, headers: answer.headers };
  }
}
