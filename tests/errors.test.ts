import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  HttpError,
  ResponseError,
  SDKError,
  TimeoutError,
  TransformError,
  ValidationError,
  withCaller,
} from '../src/errors.js';
import { UpgradeError } from '../src/transport/upgrade.js';

const cause = new Error('the origin');

/** One instance of each class, with its own fields. */
const errors: Readonly<Record<string, readonly [SDKError, Readonly<Record<string, unknown>>]>> = {
  SDKError: [
    new SDKError('It failed', { code: 'X', service: 'messaging', cause }),
    { message: 'It failed', code: 'X', service: 'messaging', delivery: 'not-sent', cause },
  ],
  ConfigurationError: [
    new ConfigurationError(['accountId: missing', 'password: missing']),
    { problems: ['accountId: missing', 'password: missing'], code: 'CONFIGURATION', delivery: 'not-sent' },
  ],
  ValidationError: [
    new ValidationError('publishEvent', 'outgoing', [{ path: 'event.type', message: 'missing' }]),
    {
      operation: 'publishEvent',
      direction: 'outgoing',
      issues: [{ path: 'event.type', message: 'missing' }],
      code: 'VALIDATION',
      delivery: 'not-sent',
    },
  ],
  TransformError: [
    new TransformError('ms.MessagingEventNotification', { sequence: 1 }, cause),
    {
      operation: 'ms.MessagingEventNotification',
      payload: { sequence: 1 },
      code: 'TRANSFORM',
      delivery: 'answered',
      cause,
    },
  ],
  AuthenticationError: [
    new AuthenticationError('Refused', { status: 401, internalCode: 10, cause }),
    {
      status: 401,
      internalCode: 10,
      code: 401,
      retryable: false,
      service: 'authentication.login',
      delivery: 'answered',
      cause,
    },
  ],
  ConnectionError: [
    new ConnectionError('Lost', { code: 1006, delivery: 'unknown' }),
    { code: 1006, service: 'messaging', delivery: 'unknown' },
  ],
  TimeoutError: [
    new TimeoutError('publishEvent', 50),
    { operation: 'publishEvent', timeoutMs: 50, code: 'TIMEOUT', service: 'messaging', delivery: 'unknown' },
  ],
  ResponseError: [
    new ResponseError('publishEvent', { reqId: '7', type: '.X', code: 403, body: 'not a participant' }),
    {
      operation: 'publishEvent',
      kind: 'resp',
      reqId: '7',
      type: '.X',
      code: 403,
      body: 'not a participant',
      service: 'messaging',
      delivery: 'answered',
    },
  ],
  HttpError: [
    new HttpError('The login', { status: 429, statusText: 'Slow Down', body: { a: 1 }, retryAfterMs: 5_000 }),
    {
      operation: 'The login',
      status: 429,
      statusText: 'Slow Down',
      body: { a: 1 },
      retryAfterMs: 5_000,
      code: 429,
      delivery: 'answered',
    },
  ],
};

describe.each(Object.entries(errors))('a %s', (name, [error, facts]) => {
  it('has its facts as fields', () => {
    expect(error).toMatchObject(facts);
  });

  it('is an SDKError and an Error with the name of its class', () => {
    expect(error).toBeInstanceOf(SDKError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(error.constructor.name).toBe(name);
    expect(String(error)).toBe(`${name}: ${error.message}`);
  });

  it('has its cause also as error, the name in node-agent-sdk 1.4', () => {
    expect(error.error).toBe(error.cause);
    expect(Object.keys(error)).not.toContain('error');
    expect(Object.keys(error)).not.toContain('cause');
  });

  it('has a message that is a sentence, and a stack', () => {
    expect(error.message.length).toBeGreaterThan(0);
    expect(error.stack).toContain('errors.test.ts');
  });

  it('contains its fields in JSON', () => {
    const { cause: _, message: __, ...own } = facts;

    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name, ...own });
  });
});

describe('a message', () => {
  it('lists every problem of the options', () => {
    expect(new ConfigurationError(['a: no', 'b: no']).message).toContain('a: no; b: no');
  });

  it('lists every issue of a body and whether the body was sent', () => {
    const issues = [
      { path: '', message: 'no object' },
      { path: 'a.0', message: 'no text' },
    ];

    expect(new ValidationError('publishEvent', 'outgoing', issues).message).toBe(
      'publishEvent was not sent, its body does not fit: no object; a.0: no text',
    );
    expect(new ValidationError('publishEvent', 'incoming', issues)).toMatchObject({
      message: expect.stringContaining('what the platform sent does not fit') as string,
      delivery: 'answered',
    });
  });

  it.each([
    ['not a participant', 'UMS refused publishEvent with 403: not a participant'],
    [{ reason: 'secret?' }, 'UMS refused publishEvent with 403'],
    ['', 'UMS refused publishEvent with 403'],
    [undefined, 'UMS refused publishEvent with 403'],
  ])('of a refusal with %j is "%s"', (body, message) => {
    expect(new ResponseError('publishEvent', { reqId: '1', code: 403, body }).message).toBe(message);
  });

  it.each([
    ['Slow Down', 'The login failed: the service responded with 429 Slow Down'],
    ['', 'The login failed: the service responded with 429'],
  ])('of a status with the text "%s" is "%s"', (statusText, message) => {
    expect(new HttpError('The login', { status: 429, statusText, body: 'hunter2' }).message).toBe(message);
  });

  it.each([
    [new TypeError('x is undefined'), 'x is undefined'],
    ['no error', 'no error'],
    [undefined, 'undefined'],
  ])('of a body that cannot be decoded contains the reason (%j)', (thrown, reason) => {
    expect(new TransformError('X', {}, thrown).message).toBe(`X could not be read: ${reason}`);
  });
});

describe('an AuthenticationError', () => {
  it.each([
    [{ status: 401 }, 401],
    [{ internalCode: 9 }, 9],
    [{ status: 401, internalCode: 9 }, 401],
    [{ code: 'NO_TOKEN' }, 'NO_TOKEN'],
    [{}, undefined],
  ])('with %j has the code %s', (facts, code) => {
    expect(new AuthenticationError('Refused', facts).code).toBe(code);
  });

  it('has retryable, which is true where a later attempt may succeed', () => {
    expect(new AuthenticationError('Refused').retryable).toBe(false);
    expect(new AuthenticationError('Useless', { retryable: true }).retryable).toBe(true);
  });
});

describe('an error without a cause', () => {
  it('has no cause', () => {
    expect('cause' in new SDKError('It failed')).toBe(false);
    expect(new SDKError('It failed').error).toBeUndefined();
  });
});

describe('an UpgradeError', () => {
  it('is an instance of ConnectionError', () => {
    const error = new UpgradeError({ status: 401 });

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ name: 'ConnectionError', code: 401, status: 401, delivery: 'not-sent' });
  });
});

describe('the stack of an error from shared work', () => {
  async function innocent(error: unknown): Promise<unknown> {
    await Promise.resolve();
    return withCaller(error);
  }

  it('contains the call site of the waiting caller', async () => {
    const error = new ConnectionError('Lost');
    error.stack = 'ConnectionError: Lost\n    at socket';

    expect(await innocent(error)).toBe(error);

    expect(error.stack).toMatch(/^ConnectionError: Lost\n {4}at socket\n {4}awaited by\n/);
    expect(error.stack).toContain('innocent');
  });

  it('contains one call site, however many callers wait', async () => {
    const error = new ConnectionError('Lost');

    await innocent(error);
    const { stack } = error;
    await innocent(error);

    expect(error.stack).toBe(stack);
  });

  it.each([new Error('not ours'), 'text', undefined, null])(
    'is left unchanged when the error is not an SDKError (%s)',
    async (thrown) => {
      const stack = thrown instanceof Error ? thrown.stack : undefined;

      expect(await innocent(thrown)).toBe(thrown);

      expect(thrown instanceof Error ? thrown.stack : undefined).toBe(stack);
    },
  );
});
