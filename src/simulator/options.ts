import { SimulatorClock } from './clock.js';
import type { AgentDetails } from './platform/accounts.js';

/** Options of `Simulator.start`. All times are in milliseconds. */
export interface SimulatorOptions {
  /** @default '10000001' */
  readonly accountId?: string | number | undefined;
  /**
   * Port on 127.0.0.1; 0 chooses a free one.
   *
   * @default 0
   */
  readonly port?: number | undefined;
  /**
   * Serves `https` and `wss`. `true` generates a certificate for `127.0.0.1` and `localhost`, which needs the package
   * `selfsigned`; otherwise a key and its certificate, both PEM. `'optional'`: as `true`, and plain `http` and `ws` on the
   * same port; the domain directory names the addresses of the scheme by which it was reached.
   *
   * @default false
   */
  readonly tls?: boolean | 'optional' | { readonly key: string; readonly cert: string } | undefined;
  /**
   * The account's users.
   *
   * @default [{ username: 'bot' }]
   */
  readonly agents?: readonly AgentDetails[] | undefined;
  /**
   * Closing the main dialog opens a `POST_SURVEY` dialog, which keeps the conversation's stage open.
   *
   * @default false
   */
  readonly survey?: boolean | undefined;
  /**
   * How long a ring waits before it expires.
   *
   * @default 72_000
   */
  readonly ringExpirationMs?: number | undefined;
  /**
   * A login ends the user's earlier session.
   *
   * @default true
   */
  readonly singleSession?: boolean | undefined;
  /**
   * How long a session is valid after its login or its latest refresh. Sockets of an expired session stay open.
   *
   * @default 28_800_000
   */
  readonly sessionTtlMs?: number | undefined;
  /**
   * A login also cuts the sockets of the user's earlier session (1006). Otherwise they stay open.
   *
   * @default false
   */
  readonly dropReplacedSockets?: boolean | undefined;
  /**
   * Sends a list of one element as the bare element, as UMS may do. `true`: only `sequenceList`, which node-agent-sdk
   * 1.4.11 can read. `'all'`: every documented list, such as `changes`, which 1.4.11 cannot read.
   * See docs/protocol.md#2.4.
   *
   * @default false
   */
  readonly bareSingleElements?: boolean | 'all' | undefined;
  /**
   * How long the URLs of uploads and downloads are valid, rounded down to the second.
   *
   * @default 60_000
   */
  readonly fileUrlTtlMs?: number | undefined;
  /**
   * The account's skills, in addition to those of its agents. A conversation can be started with, or transferred to,
   * these skills only; an account without skills accepts every id.
   */
  readonly skills?: readonly Skill[] | undefined;
  /**
   * How many entries the transcript and the feed keep together. The oldest are dropped first.
   *
   * @default 100_000
   */
  readonly transcriptLimit?: number | undefined;
  /**
   * What the platform keeps of the past. By default everything, for assertions; a simulator that runs for hours needs
   * limits.
   */
  readonly retention?: Retention | undefined;
  /**
   * Ids of conversations, dialogs and consumers are the same in every run. `false`: they differ, for a bot whose store
   * outlives the simulator, and which would take a new conversation for an earlier one.
   *
   * @default true
   */
  readonly repeatableIds?: boolean | undefined;
  /**
   * Time of all timestamps and timers of the platform. `SimulatorClock.stopped()` moves by `advance` only.
   *
   * @default SimulatorClock.running()
   */
  readonly clock?: SimulatorClock | undefined;
}

/** What a simulator keeps of the past. */
export interface Retention {
  /**
   * Of each dialog, and of what each consumer has heard and seen: at least this many of the newest, at most twice as many.
   * Histories of the platform begin with the oldest one that is kept.
   *
   * @default Infinity
   */
  readonly messages?: number | undefined;
  /**
   * How many closed conversations are kept; open ones always are. A forgotten one is unknown to every request.
   *
   * @default Infinity
   */
  readonly closedConversations?: number | undefined;
}

/** A skill of the account. */
export interface Skill {
  readonly id: string | number;
  readonly name: string;
}

/** {@link Retention} with its defaults applied. */
export interface ResolvedRetention {
  readonly messages: number;
  readonly closedConversations: number;
}

/** The options with their defaults applied. */
export interface ResolvedSimulatorOptions {
  readonly accountId: string;
  readonly port: number;
  readonly tls: boolean | 'optional' | { readonly key: string; readonly cert: string };
  readonly agents: readonly AgentDetails[];
  readonly survey: boolean;
  readonly ringExpirationMs: number;
  readonly singleSession: boolean;
  readonly sessionTtlMs: number;
  readonly dropReplacedSockets: boolean;
  readonly bareSingleElements: boolean | 'all';
  readonly fileUrlTtlMs: number;
  readonly skills: readonly Skill[];
  readonly transcriptLimit: number;
  readonly retention: ResolvedRetention;
  readonly repeatableIds: boolean;
  readonly clock: SimulatorClock;
}

export function resolveOptions(options: SimulatorOptions): ResolvedSimulatorOptions {
  return {
    accountId: String(options.accountId ?? '10000001'),
    port: options.port ?? 0,
    tls: options.tls ?? false,
    agents: options.agents ?? [{}],
    survey: options.survey ?? false,
    ringExpirationMs: options.ringExpirationMs ?? 72_000,
    singleSession: options.singleSession ?? true,
    sessionTtlMs: options.sessionTtlMs ?? 28_800_000,
    dropReplacedSockets: options.dropReplacedSockets ?? false,
    bareSingleElements: options.bareSingleElements ?? false,
    fileUrlTtlMs: options.fileUrlTtlMs ?? 60_000,
    skills: options.skills ?? [],
    transcriptLimit: options.transcriptLimit ?? 100_000,
    retention: {
      messages: options.retention?.messages ?? Infinity,
      closedConversations: options.retention?.closedConversations ?? Infinity,
    },
    repeatableIds: options.repeatableIds ?? true,
    clock: options.clock ?? SimulatorClock.running(),
  };
}
