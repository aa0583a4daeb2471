import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';

/** When the agent tries to connect again. All times are in milliseconds. */
export interface ReconnectOptions {
  /**
   * Number of attempts without a stable connection (see `stableAfter`) after which the agent gives up.
   *
   * @default Infinity
   */
  readonly maxAttempts?: number | undefined;
  /**
   * Longest pause before the first attempt after a lost connection; the actual pause is random. After a close code that
   * announces a restart (1001, 1012) or a status above 499 the pause is longer.
   *
   * @default 1_000
   */
  readonly firstDelay?: number | undefined;
  /**
   * Longest pause before the second attempt. The pauses before later attempts grow from it.
   *
   * @default 5_000
   */
  readonly delay?: number | undefined;
  /**
   * The factor by which the pause grows from attempt to attempt.
   *
   * @default 2
   */
  readonly factor?: number | undefined;
  /**
   * Upper limit of the backoff. A `Retry-After` of the platform, `loginInterval` and the shared reconnect rate limiter may
   * make a pause longer.
   *
   * @default 480_000
   */
  readonly maxDelay?: number | undefined;
  /**
   * The random share of a pause, so that many agents do not connect at once: 0 none, 1 all of it.
   *
   * @default 1
   */
  readonly jitter?: number | undefined;
  /**
   * How long a connection must last until the count of attempts restarts.
   *
   * @default 60_000
   */
  readonly stableAfter?: number | undefined;
  /**
   * Shortest time between two logins.
   *
   * @default 5_000
   */
  readonly loginInterval?: number | undefined;
}

/** How often a message is delivered again when its handler fails. All times are in milliseconds. */
export interface RedeliveryOptions {
  /**
   * How often a handler gets a message, including the first time.
   *
   * @default 4
   */
  readonly attempts?: number | undefined;
  /**
   * Pause before the second time. Each further pause is five times longer.
   *
   * @default 1_000
   */
  readonly firstDelay?: number | undefined;
}

const ms = lazy(() => z.number().int().positive().max(LONGEST_TIMER_MS));
const pause = lazy(() => z.number().min(0).max(LONGEST_TIMER_MS));

/** Schema of {@link ReconnectOptions}. */
export const reconnect = lazy(
  () =>
    z.object({
      enabled: z.boolean().default(true),
      maxAttempts: z
        .union([z.literal(Infinity), z.number().int().min(1)], 'expected a whole number from 1')
        .default(Infinity),
      firstDelay: pause().default(1_000),
      delay: pause().default(5_000),
      factor: z.number().min(1).default(2),
      maxDelay: ms().default(480_000),
      jitter: z.number().min(0).max(1).default(1),
      stableAfter: z.number().min(0).default(60_000),
      loginInterval: pause().default(5_000),
    }) satisfies z.ZodType<unknown, ReconnectOptions>,
);

/** Schema of {@link RedeliveryOptions}. */
export const redelivery = lazy(
  () =>
    z.object({
      attempts: z.number().int().positive().default(4),
      firstDelay: pause().default(1_000),
    }) satisfies z.ZodType<unknown, RedeliveryOptions>,
);

/** Default settings. One object for all agents. */
export const defaultRedelivery = lazy(() => redelivery().parse({}));

/** Default settings. One object for all agents. */
export const defaultReconnect = lazy(() => reconnect().parse({}));

/** {@link ReconnectOptions} with all defaults; `enabled: false` means no automatic reconnect. */
export type ReconnectSettings = z.output<ReturnType<typeof reconnect>>;
