import { z } from 'zod';
import { SDKError, TransformError, ValidationError } from '../errors.js';
import { check, fits, hasProperties, misfit, lazyCompiled } from './checking.js';
import { assumed, toArray } from './schemas.js';

/** Receives a remark about something unusual but harmless in an incoming message. */
export type Warn = (message: string) => void;

/** The outcome of reading one incoming message. */
export interface Reading<Body = unknown> {
  /** Event to emit. */
  readonly event: string;
  /** Decoded body; with `readable: false` the body as received. */
  readonly body: Body;
  /** Whether `body` can be passed to the handlers of `event`. */
  readonly readable: boolean;
  /** The first errors of the frame; if the frame had more, the last error gives their number. */
  readonly failures: readonly SDKError[];
  /** The first warnings of the frame, limited like `failures`. */
  readonly warnings: readonly string[];
}

/** The members that the notifications of every subscription have in common. */
export interface Batch<Change> {
  /** The subscription that this notification belongs to. */
  readonly subscriptionId?: string | undefined;
  /** When UMS sent the notification, epoch ms. */
  readonly sentTs?: number | undefined;
  readonly changes: Change[];
}

/** What a reader needs to know besides the body. */
export interface ReadContext {
  /** Event to emit, named in errors and warnings. */
  readonly event: string;
  /** The body as received, before it was prepared for reading: errors and unreadable readings carry this one. */
  readonly received: unknown;
}

const NONE: readonly never[] = [];

/** Checks and decodes a body as a whole. Never throws: errors are among the failures. */
export function readWhole<Wire extends z.ZodType, Body>(
  body: unknown,
  schema: Wire,
  decode: (body: z.output<Wire>) => Body,
  { event, received }: ReadContext,
): Reading<Body> {
  try {
    check(schema, body, event, 'incoming');
    return { event, body: decode(body), readable: true, failures: NONE, warnings: NONE };
  } catch (cause) {
    return unreadable(event, received as Body, [asFailure(event, received, cause)]);
  }
}

const batch = lazyCompiled(() =>
  assumed<{ readonly changes?: unknown }>(
    hasProperties({ subscriptionId: z.string().nullish(), sentTs: z.number().nullish() }),
  ),
);

/**
 * Checks and decodes a body that carries changes. Each change is read separately, so that a malformed change does not
 * affect the others. Never throws: errors are among the failures.
 */
export function readBatch<Wire extends z.ZodType, Change>(
  body: unknown,
  schema: Wire,
  decode: (change: z.output<Wire>, warn: Warn) => Change,
  context: ReadContext,
): Reading<Batch<Change>> {
  const { event, received } = context;
  try {
    check(batch(), body, event, 'incoming');
    const { read: changes, failures, warnings } = readEach(toArray(body.changes), schema, decode, context);
    if (changes.length === 0 && failures.length > 0) {
      return unreadable(event, received as Batch<Change>, failures, warnings);
    }
    // `check` has validated the members of Batch; members that Batch does not name are kept.
    return { event, body: { ...(body as object), changes }, readable: true, failures, warnings };
  } catch (cause) {
    return unreadable(event, received as Batch<Change>, [asFailure(event, received, cause)]);
  }
}

/** Reads each element separately, so that a malformed element does not affect the others. */
export function readEach<Wire extends z.ZodType, Element>(
  elements: readonly unknown[],
  schema: Wire,
  decode: (element: z.output<Wire>, warn: Warn) => Element,
  { event, received }: ReadContext,
): { readonly read: Element[] } & Pick<Reading, 'failures' | 'warnings'> {
  const read: Element[] = [];
  let failures: FaultList<SDKError> | undefined;
  let warnings: FaultList<string> | undefined;
  const warn: Warn = (message) => (warnings ??= new FaultList()).add(() => message);
  const fail = (make: () => SDKError): void => (failures ??= new FaultList()).add(make);
  for (const element of elements) {
    try {
      if (fits(schema, element)) read.push(decode(element, warn));
      else fail(() => misfit(schema, element, event, 'incoming'));
    } catch (cause) {
      fail(() => asFailure(event, received, cause));
    }
  }
  return {
    read,
    failures: failures?.all((count) => countedFailures(event, count)) ?? NONE,
    warnings: warnings?.all((count) => `${event}: ${count} more warnings about the same frame`) ?? NONE,
  };
}

/** A frame may have thousands of faults: at most so many failures, and so many warnings, are reported in full. */
const MAX_REPORTED = 10;

/** FaultList of one kind in one frame: the first ones in full, the others as a count. */
class FaultList<Fault> {
  readonly #first: Fault[] = [];
  #more = 0;

  /** @param make Not called for a fault that is only counted: making an error costs more than reading a change. */
  add(make: () => Fault): void {
    if (this.#first.length < MAX_REPORTED) this.#first.push(make());
    else this.#more += 1;
  }

  /** @param rest Makes the fault that reports how many faults were only counted. */
  all(rest: (count: number) => Fault): readonly Fault[] {
    return this.#more === 0 ? this.#first : [...this.#first, rest(this.#more)];
  }
}

function countedFailures(event: string, count: number): SDKError {
  return new SDKError(`${event}: ${count} more changes of the same frame could not be read`, {
    code: 'UNREADABLE',
    service: 'messaging',
    delivery: 'answered',
  });
}

/** Listeners for all notifications get the body as received; handlers of `event` are not called. */
function unreadable<Body>(
  event: string,
  body: Body,
  failures: readonly SDKError[],
  warnings: readonly string[] = NONE,
): Reading<Body> {
  return { event, body, readable: false, failures, warnings };
}

function asFailure(event: string, payload: unknown, cause: unknown): SDKError {
  return cause instanceof ValidationError ? cause : new TransformError(event, payload, cause);
}
