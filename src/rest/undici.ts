import type * as Undici from 'undici';

/**
 * Loads undici. With the first REST call, because loading costs more than the rest of the package: importing the SDK
 * stays cheap.
 */
export function loadUndici(): Promise<typeof Undici> {
  // Reading `Headers` loads the copy of undici in Node.js, which sets the global dispatcher, the one behind `fetch`.
  // undici sets it only where it is not set: without this line the SDK would change how the host's `fetch` connects.
  void globalThis.Headers;
  return import('undici');
}
