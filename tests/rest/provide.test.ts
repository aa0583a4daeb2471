import { describe, expect, it, vi } from 'vitest';
import { SDKError, TimeoutError } from '../../src/errors.js';
import { provide } from '../../src/rest/login.js';
import { caught } from '../support/caught.js';

describe('what is given as a value or a function', () => {
  it.each([
    ['a text', 'x'],
    ['a function', () => 'x'],
    ['an asynchronous function', async () => 'x'],
  ])('is had from %s', async (_, provided) => {
    await expect(provide(provided)).resolves.toBe('x');
  });

  it.each([undefined, null, '', 5, {}])('is none where the function gives %j', async (given) => {
    const error = await caught(provide((() => given) as () => string));

    expect(error).toBeInstanceOf(SDKError);
    expect(error).toMatchObject({ code: 'NO_TOKEN', delivery: 'not-sent' });
  });

  it('fails as the function does, whether it throws or rejects', async () => {
    const failure = new Error('vault is sealed');
    const throwing = (): string => {
      throw failure;
    };

    expect(await caught(provide(throwing))).toBe(failure);
    expect(await caught(provide(() => Promise.reject(failure)))).toBe(failure);
  });

  it('is not waited for without end', async () => {
    const error = await caught(provide(() => new Promise(() => undefined), { timeoutMs: 20 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeoutMs: 20, delivery: 'not-sent' });
  });

  it('is not asked for with a signal given before', async () => {
    const asked = vi.fn<() => string>();

    expect(await caught(provide(asked, { signal: AbortSignal.abort('no') }))).toBe('no');

    expect(asked).not.toHaveBeenCalled();
  });

  it('is not waited for once a signal was given', async () => {
    const controller = new AbortController();
    const stopped = caught(provide(() => new Promise(() => undefined), { signal: controller.signal }));

    controller.abort('no');

    expect(await stopped).toBe('no');
  });
});
