import { z } from 'zod';
import { addressOf } from '../rest/domains.js';
import { Http, type Exchange } from '../rest/http.js';
import { Network } from '../rest/network.js';
import type { TlsOptions } from '../options/options.js';
import { USER_AGENT } from './core.js';

/** What a survey client is made from; an agent's conf with these beside it will do. */
export interface AgentSurveyConf {
  /** Host of the service `runtimeFormLogic`. */
  rflDomain: string;
  accountId: string | number;
  /** The agent's bearer token. */
  token: string;
  /** TLS settings, such as a private CA. */
  tls?: TlsOptions;
  [option: string]: unknown;
}

/** As axios has them. */
export interface SurveyResponse {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const TIMEOUT_MS = 15_000;

/**
 * Agent surveys (P 8.3). Resolves with whatever the service answers, refusals included.
 *
 * @throws {SDKError} There was no answer.
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

  /** The state of a conversation's survey, as far as it was filled in. */
  getAgentSurveyState(conversationId: string, skillId: string | number): Promise<SurveyResponse> {
    return this.#ask('GET', '/state', conversationId, skillId);
  }

  submitAgentSurvey(
    conversationId: string,
    skillId: string | number,
    stateRevision: string | number,
    submitBody: unknown,
  ): Promise<SurveyResponse> {
    return this.#ask('POST', '/state', conversationId, skillId, { revision: stateRevision, body: submitBody });
  }

  dismissAgentSurvey(
    conversationId: string,
    skillId: string | number,
    stateRevision: string | number,
  ): Promise<SurveyResponse> {
    return this.#ask('DELETE', '/state', conversationId, skillId, { revision: stateRevision });
  }

  /** The survey: its next sequence, from `seqRoot` on, or with `isSequence: false` all of it. */
  getAgentSurvey(
    conversationId: string,
    skillId: string | number,
    seqRoot?: string | number | null,
    isSequence: boolean | null = true,
  ): Promise<SurveyResponse> {
    const query = { seq: isSequence ?? true, ...(seqRoot && { seqRoot }) };
    return this.#ask('GET', '', conversationId, skillId, { query });
  }

  async #ask(
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
