import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { SDKError } from '../../src/index.js';
import { Http } from '../../src/rest/http.js';
import { Network } from '../../src/rest/network.js';
import { failureOf } from '../support/agents.js';

// The error of an import that fails was passed on as it was: not an SDKError, and without a word on what to do.

vi.mock('undici', () => {
  throw new Error('undici is not there');
});

it('a REST call without undici rejects with an SDKError that says what to do', async () => {
  const http = new Http({ network: new Network({}), userAgent: 'test', timeoutMs: 1_000 });

  const error = await failureOf(
    http.exchange({
      operation: 'The call',
      service: 'made',
      method: 'GET',
      url: new URL('http://127.0.0.1:9/'),
      answer: z.unknown(),
    }),
  );

  expect(error).toBeInstanceOf(SDKError);
  expect(error).toMatchObject({ code: 'NOT_LOADED', delivery: 'not-sent' });
  expect((error as SDKError).message).toContain('install the dependencies again');
});
