import type { AgentDetails } from './platform/accounts.js';

/** How a simulator differs from the usual one. All times are in milliseconds. */
export interface SimulatorOptions {
  /** @default '10000001' */
  readonly accountId?: string | number | undefined;
  /**
   * Port on 127.0.0.1; 0 is any that is free.
   *
   * @default 0
   */
  readonly port?: number | undefined;
  /**
   * Serve `https` and `wss`. `true` makes a certificate for `127.0.0.1` and `localhost`, which needs the package
   * `selfsigned`; or bring a key and its certificate, both PEM.
   *
   * @default false
   */
  readonly tls?: boolean | { readonly key: string; readonly cert: string } | undefined;
  /**
   * The account's users.
   *
   * @default [{ username: 'bot' }]
   */
  readonly agents?: readonly AgentDetails[] | undefined;
  /**
   * Whether closing the main dialog opens a `POST_SURVEY` dialog, which keeps the conversation's stage open.
   *
   * @default false
   */
  readonly survey?: boolean | undefined;
  /**
   * How long a ring waits for an answer.
   *
   * @default 72_000
   */
  readonly ringExpirationMs?: number | undefined;
  /**
   * Whether a login ends the user's earlier session.
   *
   * @default true
   */
  readonly singleSession?: boolean | undefined;
  /**
   * Whether the sockets of a session that a later login ended are cut off (1006). Otherwise they stay open.
   *
   * @default false
   */
  readonly dropReplacedSockets?: boolean | undefined;
  /**
   * Whether lists of one element are sent as the bare element, as UMS may do. `true`: `sequenceList` alone, which
   * node-agent-sdk 1.4.11 survives. `'all'`: every list for which the documentation announces it, such as `changes`,
   * which 1.4.11 cannot read.
   *
   * @default false
   */
  readonly bareSingleElements?: boolean | 'all' | undefined;
  /**
   * How long the addresses of uploads and downloads are good for; rounded down to the second.
   *
   * @default 60_000
   */
  readonly fileUrlTtlMs?: number | undefined;
  /**
   * The account's skills, beside those that the agents have: what the skills resource answers. Once there are any,
   * a conversation cannot be started with, or transferred to, another one; an account without skills takes every id.
   */
  readonly skills?: readonly Skill[] | undefined;
  /**
   * How many entries of the transcript are kept; the oldest go first.
   *
   * @default 100_000
   */
  readonly transcriptLimit?: number | undefined;
}

/** A skill of the account. */
export interface Skill {
  readonly id: string | number;
  readonly name: string;
}

/** Complete: nothing is optional that has a default. */
export interface ResolvedOptions {
  readonly accountId: string;
  readonly port: number;
  readonly tls: boolean | { readonly key: string; readonly cert: string };
  readonly agents: readonly AgentDetails[];
  readonly survey: boolean;
  readonly ringExpirationMs: number;
  readonly singleSession: boolean;
  readonly dropReplacedSockets: boolean;
  readonly bareSingleElements: boolean | 'all';
  readonly fileUrlTtlMs: number;
  readonly skills: readonly Skill[];
  readonly transcriptLimit: number;
}

export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  return {
    accountId: String(options.accountId ?? '10000001'),
    port: options.port ?? 0,
    tls: options.tls ?? false,
    agents: options.agents ?? [{}],
    survey: options.survey ?? false,
    ringExpirationMs: options.ringExpirationMs ?? 72_000,
    singleSession: options.singleSession ?? true,
    dropReplacedSockets: options.dropReplacedSockets ?? false,
    bareSingleElements: options.bareSingleElements ?? false,
    fileUrlTtlMs: options.fileUrlTtlMs ?? 60_000,
    skills: options.skills ?? [],
    transcriptLimit: options.transcriptLimit ?? 100_000,
  };
}
