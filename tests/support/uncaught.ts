import { afterAll, afterEach, beforeAll, expect } from 'vitest';

/** Fails each test of the file during which the process had an unhandled rejection or an uncaught exception. */
export function failOnUncaught(): void {
  const uncaught: unknown[] = [];
  const listener = (error: unknown): void => void uncaught.push(error);

  beforeAll(() => {
    process.on('unhandledRejection', listener);
    process.on('uncaughtException', listener);
  });

  afterAll(() => {
    process.off('unhandledRejection', listener);
    process.off('uncaughtException', listener);
  });

  // oxlint-disable-next-line vitest/no-standalone-expect -- runs after each test of the file
  afterEach(() => expect(uncaught.splice(0)).toEqual([]));
}
