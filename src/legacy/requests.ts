import { notificationOfType, requestNamed, requests } from '../protocol/registry.js';
import type { AnyNotification, AnyRequest } from '../protocol/define.js';
import type { RequestName } from '../protocol/registry.js';
import type { SDKError, TransformError } from './errors.js';

/** Why a request failed: the response itself where UMS refused it, otherwise an error. */
export type RequestFailure = Partial<SDKError & TransformError> & {
  readonly code?: number | string | null;
  readonly kind?: 'resp';
  readonly reqId?: string;
  readonly type?: string | undefined;
  readonly body?: unknown;
};

/** Is called once. With a refusal the result is its body. */
export type Callback<Result> = (error: RequestFailure | null, result: Result) => void;

/**
 * The callback may stand in the place of anything that is not needed, and may be missing. Nothing is returned: the
 * callback alone tells what became of the request.
 */
export interface LegacyRequest<Body, Result> {
  (body: Body | null | undefined, callback?: Callback<Result> | null): undefined;
  (body: Body | null | undefined, headers: unknown, callback?: Callback<Result> | null): undefined;
  (body: Body | null | undefined, headers: unknown, metadata: unknown, callback?: Callback<Result> | null): undefined;
  (
    body: Body | null | undefined,
    headers: unknown,
    metadata: unknown,
    encodedMetadata: string | null | undefined,
    callback?: Callback<Result> | null,
  ): undefined;
  // The last one stands for the method where it is passed on, as to `setInterval`.
  (callback?: Callback<Result> | null): undefined;
}

export type AnyCallback = (error: unknown, result?: unknown) => void;

/** What a request was called with. */
export interface Arguments {
  readonly body: unknown;
  readonly headers: unknown;
  readonly metadata: unknown;
  readonly encodedMetadata: unknown;
  readonly callback: AnyCallback | undefined;
}

/** Whatever stands before the callback is sent, whatever it is; what stands behind it is not. */
export function splitArguments(given: readonly unknown[]): Arguments {
  const at = given.slice(0, 5).findIndex((argument) => typeof argument === 'function');
  const [body, headers, metadata, encodedMetadata] = at < 0 ? given : given.slice(0, at);
  // Found to be a function above; what it makes of its arguments is up to it.
  const callback = at < 0 ? undefined : (given[at] as AnyCallback);
  return { body: body || {}, headers, metadata, encodedMetadata, callback };
}

/** Methods are named after the last part of the type: `.ams.ms.PublishEvent` is `publishEvent`. */
export function methodOf(type: string): string {
  const name = type.slice(type.lastIndexOf('.') + 1);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The request that has this method, if it is one of UMS's that are known. */
export function requestOfMethod(name: string): AnyRequest | undefined {
  return Object.hasOwn(requests, name) ? requestNamed(name as RequestName) : undefined;
}

/** How a response of this type is read: responses are told by their type, whatever they answer. */
const answered = new Map(
  (Object.keys(requests) as RequestName[])
    .map((name) => requestNamed(name))
    .filter(({ decode }) => decode !== undefined)
    .map((entry) => [entry.responseType, entry]),
);

export function requestAnsweredBy(type: string | undefined): AnyRequest | undefined {
  return type === undefined ? undefined : answered.get(type);
}

export function notificationOf(type: string | undefined): AnyNotification | undefined {
  return type === undefined ? undefined : notificationOfType(type);
}
