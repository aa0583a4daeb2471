import { notificationOfType, requestNamed, requests } from '../protocol/registry.js';
import type { AnyNotification, AnyRequest } from '../protocol/define.js';
import type { RequestName } from '../protocol/registry.js';
import type { SDKError, TransformError } from './errors.js';

/** The failure of a request: the response itself if UMS refused the request, otherwise an error. */
export type RequestFailure = Partial<SDKError & TransformError> & {
  readonly code?: number | string | null;
  readonly kind?: 'resp';
  readonly reqId?: string;
  readonly type?: string | undefined;
  readonly body?: unknown;
};

/** Called once. If UMS refused the request, the result is the body of the response. */
export type Callback<Result> = (error: RequestFailure | null, result: Result) => void;

/** A request method. The callback may take the place of any unused argument, or be omitted. There is no return value. */
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
  // The last overload is the one that the compiler uses for a method passed on, e.g. to `setInterval`.
  (callback?: Callback<Result> | null): undefined;
}

export type AnyCallback = (error: unknown, result?: unknown) => void;

/** The arguments of a request method. */
export interface Arguments {
  readonly body: unknown;
  readonly headers: unknown;
  readonly metadata: unknown;
  readonly encodedMetadata: unknown;
  readonly callback: AnyCallback | undefined;
}

/** Splits the arguments at the first function, which is the callback. Arguments after the callback are ignored. */
export function splitArguments(given: readonly unknown[]): Arguments {
  const at = given.slice(0, 5).findIndex((argument) => typeof argument === 'function');
  const [body, headers, metadata, encodedMetadata] = at < 0 ? given : given.slice(0, at);
  // `findIndex` has found a function. Its parameters are unknown.
  const callback = at < 0 ? undefined : (given[at] as AnyCallback);
  return { body: body || {}, headers, metadata, encodedMetadata, callback };
}

/** @returns The method of a type, named after its last part: `.ams.ms.PublishEvent` becomes `publishEvent`. */
export function methodOf(type: string): string {
  const name = type.slice(type.lastIndexOf('.') + 1);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** @returns The request of a method; `undefined` for a method that the registry does not have. */
export function requestOfMethod(name: string): AnyRequest | undefined {
  return Object.hasOwn(requests, name) ? requestNamed(name as RequestName) : undefined;
}

/** Requests with a decoder, by the type of their response: 1.4.11 decodes a response by its type alone. */
const byResponseType = new Map(
  (Object.keys(requests) as RequestName[])
    .map((name) => requestNamed(name))
    .filter(({ decode }) => decode !== undefined)
    .map((entry) => [entry.responseType, entry]),
);

export function requestAnsweredBy(type: string | undefined): AnyRequest | undefined {
  return type === undefined ? undefined : byResponseType.get(type);
}

export function notificationOf(type: string | undefined): AnyNotification | undefined {
  return type === undefined ? undefined : notificationOfType(type);
}
