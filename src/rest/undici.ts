import type * as Undici from 'undici';
import { SDKError } from '../errors.js';
import { reasonOf } from '../support/thrown.js';

/**
 * Loads undici. With the first REST call, because loading costs more than the rest of the package: importing the SDK
 * stays cheap.
 *
 * @throws {SDKError} Code `NOT_LOADED`: the package is missing or damaged.
 */
export async function loadUndici(): Promise<typeof Undici> {
  // Reading `Headers` loads the copy of undici in Node.js, which sets the global dispatcher, the one behind `fetch`.
  // undici sets it only where it is not set: without this line the SDK would change how the host's `fetch` connects.
  void globalThis.Headers;
  try {
    return await import('undici');
  } catch (cause) {
    throw new SDKError(
      `The package undici, which node-agent-sdk depends on, cannot be loaded (${reasonOf(cause)}): install the ` +
        'dependencies again, and keep undici beside the program if it is bundled',
      { code: 'NOT_LOADED', cause },
    );
  }
}
