import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConversationMessage, Conversations } from '../../src/bot/index.js';
import { Agent, ConfigurationError, ResponseError, SDKError, TimeoutError, ValidationError } from '../../src/index.js';
import type { Message } from '../../src/protocol/registry.js';
import { Refusal, Simulator } from '../../src/simulator/index.js';
import { caught } from '../support/caught.js';
import { framesOf, sdkFailureOf } from '../support/agents.js';
import { accepted, offline as disconnected, world } from './world.js';

/** An agent without a connection: a verb that accepts its arguments rejects with another error than a ValidationError. */
function offline(): Agent {
  const agent = new Agent({ accountId: '1', username: 'bot', password: 'secret', autoConnect: false });
  onTestFinished(() => agent.dispose());
  return agent;
}

const message: Message = {
  dialogId: 'c1',
  sequence: 0,
  event: {
    type: 'ContentEvent',
    contentType: 'hosted/file',
    message: { caption: '', relativePath: '/a/photo.png', fileType: 'PNG' },
  },
};

/** The verbs of a conversation, and `download` of a message, as a JavaScript program can call them. */
type Untyped = Record<string, (...values: readonly unknown[]) => Promise<unknown>>;

function untyped(agent: Agent): Untyped {
  const conversation = new Conversations(agent).of('c1');
  const file = new ConversationMessage(agent, 'c1', message);
  // The casts remove the types of the arguments.
  const verbs = conversation as unknown as Untyped;
  const download = file as unknown as Untyped;
  return new Proxy(verbs, {
    get: (_, name: string) => (name === 'download' ? download : verbs)[name]?.bind(name === 'download' ? file : verbs),
  });
}

const text = 'Invalid input: expected string, received';

describe('a verb refuses wrong arguments before it waits or sends', () => {
  it.each([
    ['reply', [5], `text: ${text} number`],
    ['reply', ['x', null], 'options: Invalid input: expected object, received null'],
    ['reply', ['x', { quickReplies: null }], /^options\.quickReplies: expected titles by id/],
    ['reply', ['x', { quickReplies: { order: 5 } }], `options.quickReplies.order: ${text} number`],
    ['reply', ['x', { metadata: null }], /^options\.metadata: Invalid input: expected array/],
    ['reply', ['x', { idempotencyKey: 'k', metadata: null }], /^options\.metadata: Invalid input: expected array/],
    [
      'reply',
      ['x', { idempotencyKey: 'k', metadata: [null] }],
      /^options\.metadata\.0: Invalid input: expected object/,
    ],
    ['reply', ['x', { intents: 'greet' }], /^options\.intents: Invalid input: expected array/],
    ['reply', ['x', { idempotencyKey: '' }], /^options\.idempotencyKey: Too small/],
    ['reply', ['x', { idempotencyKey: 'k'.repeat(65) }], /^options\.idempotencyKey: Too big/],
    ['reply', ['x', { quickReply: {} }], 'options.quickReply: Unknown key'],
    ['reply', ['x', { signal: {} }], 'options.signal: expected an AbortSignal'],
    ['reply', ['x', { timeout: 'abc' }], /^options\.timeout: Invalid input: expected number/],
    ['reply', ['x', { timeout: -5 }], /^options\.timeout: Too small/],
    ['reply', ['x', { timeout: Number.NaN }], /^options\.timeout: Invalid input: expected number/],
    ['typing', ['yes'], /^isTyping: Invalid input: expected boolean/],
    ['typing', [true, null], /^limits: Invalid input: expected object/],
    ['markRead', [-1], /^sequences: Too small/],
    ['markRead', [[0, 1.5]], /^sequences\.1: Invalid input: expected int/],
    ['markRead', [[0], { timeout: 0 }], /^limits\.timeout: Too small/],
    ['whisper', [undefined], `text: ${text} undefined`],
    ['whisper', ['x', null], /^limits: Invalid input: expected object/],
    ['note', [5], `note: ${text} number`],
    ['sendFile', [Buffer.from('x'), null], /^options: Invalid input: expected object/],
    ['sendFile', [Buffer.from('x'), { type: '' }], 'options.type: expected letters and digits, e.g. `PNG`'],
    ['sendFile', [Buffer.from('x'), { type: '../x' }], 'options.type: expected letters and digits, e.g. `PNG`'],
    ['sendFile', [Buffer.from('x'), { kind: 'PNG' }], 'options.kind: Unknown key'],
    ['sendFile', [undefined, { type: 'PNG' }], /^file: Expected bytes, a Blob, a stream of bytes, a path/],
    ['sendFile', [[1, 2], { type: 'PNG' }], /^file: Expected bytes, a Blob, a stream of bytes, a path/],
    ['sendFile', ['notes.constructor'], 'type: Expected the type of the file, e.g. `PNG`'],
    [
      'sendFile',
      [Readable.from([5]), { type: 'TXT' }],
      /^file: Expected a stream of bytes or text, .* of type number$/,
    ],
    ['messages', [null], /^query: Invalid input: expected object/],
    ['messages', [{ last: 0 }], /^query\.last: Too small/],
    ['messages', [{ last: -1 }], /^query\.last: Too small/],
    ['messages', [{ last: 'x' }], /^query\.last: Invalid input: expected number/],
    ['profile', [null], /^limits: Invalid input: expected object/],
    ['handOff', [undefined], 'target: Expected { skill }, { agent } or { queue: true }'],
    ['handOff', ['x'], 'target: Expected { skill }, { agent } or { queue: true }'],
    ['handOff', [{ queue: false }], 'target.queue: Invalid input: expected true'],
    ['handOff', [{ skill: '' }], /^target\.skill: Too small/],
    ['handOff', [{ skill: '7', queue: true }], /Unknown key/],
    ['handOff', [{ queue: true }, { reason: 'bored' }], /^options\.reason: Invalid option/],
    ['close', [{ survey: 'no' }], /^options\.survey: Invalid input: expected boolean/],
    ['close', [null], /^options: Invalid input: expected object/],
    ['join', [5], /^limits: Invalid input: expected object/],
    ['leave', [{ timeOut: 5 }], 'limits.timeOut: Unknown key'],
    ['setUrgency', [], 'urgency: expected NORMAL, URGENT, PRIORITIZED or { seconds }'],
    ['setUrgency', [{ seconds: 0 }], /^urgency\.seconds: Too small/],
    ['download', [null], /^limits: Invalid input: expected object/],
    ['download', [{ maxBytes: 0 }], /^limits\.maxBytes: Too small/],
    ['download', [{ maxBytes: 1.5 }], /^limits\.maxBytes: Invalid input: expected int/],
    ['download', [{ maxBytes: 3_000_001 }], /^limits\.maxBytes: Too big/],
  ] as const)('%s(...%j)', async (verb, values, problem) => {
    const error = await caught(untyped(offline())[verb]?.(...values) ?? Promise.resolve());

    expect(error).toBeInstanceOf(ValidationError);
    const { issues, operation, delivery } = error as ValidationError;
    expect({ operation, delivery }).toEqual({
      operation: verb === 'download' ? 'message.download()' : `${verb}()`,
      delivery: 'not-sent',
    });
    expect(issues).toHaveLength(1);
    expect(`${issues[0]?.path}: ${issues[0]?.message}`).toMatch(problem);
  });

  it('names every problem of a call', async () => {
    const error = await caught(untyped(offline())['reply']?.(5, { timeout: -5, retry: 3 }) ?? Promise.resolve());

    expect((error as ValidationError).issues.map(({ path }) => path).toSorted()).toEqual([
      'options.retry',
      'options.timeout',
      'text',
    ]);
  });

  it('refuses an ExternalId beside an idempotencyKey, which travels as ExternalId', async () => {
    const conversation = new Conversations(offline()).of('c1');
    const metadata = [{ type: 'ExternalId', id: 'order-1' }] as const;

    const error = await caught(conversation.reply('Hello', { idempotencyKey: 'key-1', metadata }));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ issues: [{ path: 'options.metadata', message: /travels as ExternalId/ }] });
  });
});

describe('the timeout of a verb without a confirmation', () => {
  it('limits the whole verb, waiting for a connection included', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    await disconnected(here);
    const limits = { timeout: 20 };

    const errors = await Promise.all([
      caught(conversation.whisper('x', limits)),
      caught(conversation.note('x', limits)),
      caught(conversation.setUrgency('URGENT', limits)),
      caught(conversation.join(limits)),
      caught(conversation.leave(limits)),
      caught(conversation.profile(limits)),
    ]);

    for (const error of errors) {
      expect(error).toBeInstanceOf(TimeoutError);
      expect(error).toMatchObject({ timeoutMs: 20, delivery: 'not-sent' });
    }
  });

  it('limits the request of profile', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    here.simulator.answer('getUserProfile', () => Simulator.SILENCE);

    const error = await caught(conversation.profile({ timeout: 20 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeoutMs: 20, delivery: 'unknown' });
  });
});

describe('a constructor refuses wrong arguments with every problem', () => {
  it.each([
    [{ roles: 'MANAGER' }, [/^roles: Invalid input: expected array/]],
    [{ roles: null }, [/^roles: Invalid input: expected array/]],
    [{ skills: 'abc' }, [/^skills: Invalid input: expected array/]],
    [{ rols: [] }, [/^rols: Unknown key$/]],
    [{ roles: [''], skills: [7] }, [/^roles\.0: Too small/, /^skills\.0: Invalid input: expected string/]],
    [null, [/^options: Invalid input: expected object/]],
  ])('new Conversations(agent, %j)', async (options, problems) => {
    // As a JavaScript program can call it.
    const error = await caught(() => new Conversations(offline(), options as object));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ problems: problems.map((one) => expect.stringMatching(one) as unknown) });
  });

  it.each([{}, undefined, null, 'agent'])('new Conversations(%j): expected an Agent', async (agent) => {
    // As a JavaScript program can call it.
    const error = await caught(() => new Conversations(agent as Agent));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ problems: ['agent: expected an Agent'] });
  });

  it.each([
    [[{}, null], /^options: Invalid input: expected object/],
    [[{}, { max: 0 }], /^max: Too small/],
    [[{}, { maximum: 5 }], /^maximum: Unknown key/],
    [[null], /^query: Invalid input: expected object/],
  ])('watch(...%j)', async (values, problem) => {
    const conversations = new Conversations(offline());
    // As a JavaScript program can call it.
    const error = await caught(conversations.watch(...(values as Parameters<Conversations['watch']>)));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ problems: [expect.stringMatching(problem)] });
  });

  it('of() without an id', async () => {
    const conversations = new Conversations(offline());

    // As a JavaScript program can call it.
    expect(await caught(() => conversations.of(undefined as unknown as string))).toBeInstanceOf(ValidationError);
  });
});

/** A stream that gives one chunk and then stalls. */
async function* stalled(onStall: () => void): AsyncGenerator<Uint8Array> {
  yield Buffer.from('a');
  onStall();
  await new Promise<never>(() => {});
}

describe('a file that is sent', () => {
  it('is not waited for once the signal is aborted: a generator that has stalled', async () => {
    const conversation = new Conversations(offline()).of('c1');
    const controller = new AbortController();
    const reason = new Error('The consumer has left');
    const file = stalled(() => controller.abort(reason));

    expect(await caught(conversation.sendFile(file, { type: 'TXT', signal: controller.signal }))).toBe(reason);
  });

  it('is not waited for once the signal is aborted: a Node.js stream that has stalled, which is destroyed', async () => {
    const conversation = new Conversations(offline()).of('c1');
    const controller = new AbortController();
    let reads = 0;
    const file = new Readable({
      read() {
        reads += 1;
        if (reads === 1) this.push('a');
        else controller.abort('too late');
      },
    });

    expect(await caught(conversation.sendFile(file, { type: 'TXT', signal: controller.signal }))).toBe('too late');
    expect(file.destroyed).toBe(true);
  });

  it('is not read at all with an aborted signal', async () => {
    const conversation = new Conversations(offline()).of('c1');
    const signal = AbortSignal.abort('no');

    expect(await caught(conversation.sendFile('/no/such/file.txt', { signal }))).toBe('no');
  });

  it('is closed after a chunk that is neither bytes nor text', async () => {
    const conversation = new Conversations(offline()).of('c1');
    let isClosed = false;
    const file = (async function* () {
      try {
        yield new Date(0) as unknown as Uint8Array;
      } finally {
        isClosed = true;
      }
    })();

    expect(await caught(conversation.sendFile(file, { type: 'TXT' }))).toBeInstanceOf(ValidationError);
    expect(isClosed).toBe(true);
  });

  it('rejects with FILE_READ where the file cannot be read', async () => {
    const conversation = new Conversations(offline()).of('c1');
    const file = createReadStream('/no/such/file');

    expect(await caught(conversation.sendFile(file, { type: 'TXT' }))).toMatchObject({ code: 'FILE_READ' });
  });

  it('is TXT for a Blob of text/plain with a charset', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);

    await conversation.sendFile(new Blob(['ä'], { type: 'text/plain;charset=utf-8' }), { caption: 'Note' });

    expect((await consumer.hears('Note')).event).toMatchObject({ message: { fileType: 'TXT' } });
  });

  it('may have a type that only the account knows, which UMS decides', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    here.simulator.answer('generateURLForUploadFile', () => {
      throw new Refusal(400, 'File type is not allowed');
    });

    const error = await sdkFailureOf(conversation.sendFile(Buffer.from('MZ'), { type: 'EXE' }));

    expect(error).toBeInstanceOf(ResponseError);
    expect(framesOf(here.simulator).at(-1)).toMatchObject({ body: { fileType: 'EXE' } });
  });
});

it('a download rejects with FILE_TOO_LARGE beyond maxBytes, and resolves with a file of exactly maxBytes', async () => {
  const here = await world();
  const { consumer, conversation } = await accepted(here);
  await consumer.sendFile({ content: Buffer.from('photo') });
  const [file] = (await conversation.messages()).filter((one) => one.file !== undefined);

  const error = await caught(file?.download({ maxBytes: 4 }) ?? Promise.resolve());

  expect(error).toBeInstanceOf(SDKError);
  expect(error).toMatchObject({ code: 'FILE_TOO_LARGE', delivery: 'answered' });
  expect((await file?.download({ maxBytes: 5 }))?.bytes.toString()).toBe('photo');
});
