import { describe, expect, it, vi } from 'vitest';
import { SDKError, TimeoutError } from '../../src/errors.js';
import { provide } from '../../src/rest/login.js';
import { caught } from '../support/caught.js';

describe('provide()', () => {
  it.each([
    ['a string', 'x'],
    ['a function', () => 'x'],
    ['an asynchronous function', async () => 'x'],
  ])('resolves with the value of %s', async (_, provided) => {
    await expect(provide(provided)).resolves.toBe('x');
  });

  it.each([undefined, null, '', 5, {}])('rejects with NO_TOKEN if the function returns %j', async (given) => {
    const error = await caught(provide((() => given) as () => string));

    expect(error).toBeInstanceOf(SDKError);
    expect(error).toMatchObject({ code: 'NO_TOKEN', delivery: 'not-sent' });
  });

  it('rejects with the error that the function throws or rejects with', async () => {
    const failure = new Error('vault is sealed');
    const throwing = (): string => {
      throw failure;
    };

    expect(await caught(provide(throwing))).toBe(failure);
    expect(await caught(provide(() => Promise.reject(failure)))).toBe(failure);
  });

  it('rejects with a TimeoutError if the function does not settle in time', async () => {
    const error = await caught(provide(() => new Promise(() => undefined), { timeoutMs: 20 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeoutMs: 20, delivery: 'not-sent' });
  });

  it('does not call the function if the signal is already aborted', async () => {
    const provided = vi.fn<() => string>();

    expect(await caught(provide(provided, { signal: AbortSignal.abort('no') }))).toBe('no');

    expect(provided).not.toHaveBeenCalled();
  });

  it('rejects with the reason when the signal is aborted', async () => {
    const controller = new AbortController();
    const stopped = caught(provide(() => new Promise(() => undefined), { signal: controller.signal }));

    controller.abort('no');

    expect(await stopped).toBe('no');
  });
});
