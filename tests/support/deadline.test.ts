import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onAbort, pause, withDeadline } from '../../src/support/deadline.js';
import { caught } from './caught.js';

const NEVER = new Promise<never>(() => undefined);
const reason = new Error('enough');

describe('waiting', () => {
  it.each([
    ['for a while', (signal: AbortSignal) => pause(60_000, signal)],
    ['for a promise', (signal: AbortSignal) => withDeadline(NEVER, { signal })],
    ['for a promise, for a while', (signal: AbortSignal) => withDeadline(NEVER, { signal, deadline: later })],
  ])('%s rejects with the reason of the signal, aborted before or after the start', async (_, wait) => {
    const stop = new AbortController();
    const waited = caught(wait(stop.signal));

    stop.abort(reason);

    expect(await waited).toBe(reason);
    expect(await caught(wait(stop.signal))).toBe(reason);
  });

  it.each([
    ['for a while', (signal: AbortSignal) => pause(1, signal)],
    ['for a promise', (signal: AbortSignal) => withDeadline(Promise.resolve(1), { signal, deadline: later })],
    ['for a promise that rejects', (signal: AbortSignal) => caught(withDeadline(Promise.reject(reason), { signal }))],
    ['for a promise, too long', (signal: AbortSignal) => caught(withDeadline(NEVER, { signal, deadline: soon }))],
  ])('%s removes its listener from the signal', async (_, wait) => {
    const { signal } = new AbortController();

    await wait(signal);

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('for a promise rejects at the deadline with the given error', async () => {
    expect(await caught(withDeadline(NEVER, { deadline: soon }))).toBe(reason);
  });

  it('on one signal by very many callers causes no warning about a leak', async () => {
    const warned: Error[] = [];
    const listener = (warning: Error): void => void warned.push(warning);
    process.on('warning', listener);
    const { signal } = new AbortController();

    for (let count = 0; count < 100; count += 1) onAbort(signal, () => undefined);
    await new Promise((resolve) => setImmediate(resolve));

    process.off('warning', listener);
    expect(warned).toEqual([]);
  });
});

const soon = { timeoutMs: 1, error: () => reason };
const later = { timeoutMs: 60_000, error: () => new Error('too late') };
