import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../src/bot/index.js';
import {
  ConfigurationError,
  ConnectionError,
  NotMineError,
  ResponseError,
  TimeoutError,
  ValidationError,
  type SDKError,
} from '../../src/index.js';
import { Refusal, Simulator } from '../../src/simulator/index.js';
import { framesOf, next, sdkFailureOf } from '../support/agents.js';
import { accepted, offline, takeOver, told, world, type World } from './world.js';

interface Verb {
  /** The request that has the effect. */
  readonly request: 'publishEvent' | 'updateConversationField' | 'getUserProfile' | 'subscribeMessagingEvents';
  readonly call: (conversation: Conversation, colleagueId: string) => Promise<unknown>;
  /** Refuses where another agent has the conversation. */
  readonly isGated: boolean;
}

const verbs: Readonly<Record<string, Verb>> = {
  reply: { request: 'publishEvent', isGated: true, call: (it) => it.reply('Hello') },
  'reply with quick replies': {
    request: 'publishEvent',
    isGated: true,
    call: (it) =>
      it.reply('Which?', { quickReplies: { order: 'Order status' }, intents: [{ id: 'greet', confidenceScore: 1 }] }),
  },
  typing: { request: 'publishEvent', isGated: true, call: (it) => it.typing() },
  markRead: { request: 'publishEvent', isGated: true, call: (it) => it.markRead(0) },
  sendFile: { request: 'publishEvent', isGated: true, call: (it) => it.sendFile(Buffer.from('x'), { type: 'TXT' }) },
  whisper: { request: 'publishEvent', isGated: false, call: (it) => it.whisper('For you') },
  note: { request: 'updateConversationField', isGated: false, call: (it) => it.note('Sent a picture') },
  setUrgency: { request: 'updateConversationField', isGated: false, call: (it) => it.setUrgency('URGENT') },
  join: { request: 'updateConversationField', isGated: false, call: (it) => it.join() },
  handOff: { request: 'updateConversationField', isGated: true, call: (it) => it.handOff({ queue: true }) },
  'handOff to an agent': {
    request: 'updateConversationField',
    isGated: true,
    call: (it, agent) => it.handOff({ agent }, { reason: 'escalated_by_user' }),
  },
  close: { request: 'updateConversationField', isGated: true, call: (it) => it.close() },
  'close without survey': {
    request: 'updateConversationField',
    isGated: true,
    call: (it) => it.close({ survey: false }),
  },
  profile: { request: 'getUserProfile', isGated: false, call: (it) => it.profile() },
  messages: { request: 'subscribeMessagingEvents', isGated: false, call: (it) => it.messages({ last: 5 }) },
};

const all = Object.entries(verbs).map(([name, verb]) => ({ name, ...verb }));
const gated = all.filter(({ isGated }) => isGated);

function colleagueOf({ simulator }: World): string {
  return simulator.agents[1]?.legacyId ?? '';
}

const UNKNOWN = (it: SDKError): boolean =>
  it.delivery === 'unknown' && (it instanceof ConnectionError || it instanceof TimeoutError);

describe('a verb', () => {
  it.each(all)(
    '$name rejects as its request where UMS refuses it, and can be called again',
    async ({ request, call }) => {
      const here = await world();
      const { conversation } = await accepted(here, { message: 'Hello' });
      const refused = here.simulator.answer(request, () => {
        throw new Refusal(403, 'No');
      });

      const error = await sdkFailureOf(call(conversation, colleagueOf(here)));

      expect(error).toBeInstanceOf(ResponseError);
      expect(error).toMatchObject({ code: 403, delivery: 'answered' });
      refused();
      await call(conversation, colleagueOf(here));
    },
  );

  it('has an unknown delivery where the response does not come', async () => {
    // All verbs wait at the same time, each in a conversation of its own.
    const here = await world({ requestTimeout: 1_500 });
    const opened: Conversation[] = [];
    for (const _ of all) opened.push((await accepted(here, { message: 'Hello' })).conversation);
    for (const request of new Set(all.map((verb) => verb.request))) {
      here.simulator.answer(request, () => Simulator.SILENCE);
    }

    const failures = await Promise.all(
      opened.map(async (conversation, index) => {
        const verb = all[index];
        const error = await sdkFailureOf(verb?.call(conversation, colleagueOf(here)) ?? Promise.resolve());
        return { verb: verb?.name, isUnknown: UNKNOWN(error) };
      }),
    );

    expect(failures).toEqual(all.map(({ name }) => ({ verb: name, isUnknown: true })));
  });

  it.each(all)(
    '$name has an unknown delivery where the connection is cut after the receipt',
    async ({ request, call }) => {
      const here = await world();
      const { conversation } = await accepted(here, { message: 'Hello' });
      here.simulator.answer(request, () => {
        here.simulator.dropSockets();
        return Simulator.SILENCE;
      });

      expect(await sdkFailureOf(call(conversation, colleagueOf(here)))).toSatisfy(UNKNOWN);
    },
  );

  it.each(all.filter(({ request }) => request !== 'subscribeMessagingEvents'))(
    '$name has an unknown delivery where the connection is cut before the receipt, and takes no effect',
    async ({ call }) => {
      const here = await world();
      const { conversation } = await accepted(here, { message: 'Hello' });
      here.proxy.blackhole();
      const sent = new Promise<void>((resolve) => void here.agent.once('message:sent', () => resolve()));
      const failure = sdkFailureOf(call(conversation, colleagueOf(here)));
      await sent;
      const before = framesOf(here.simulator).length;
      here.proxy.reset();

      expect(await failure).toSatisfy(UNKNOWN);
      expect(framesOf(here.simulator).slice(0, before)).toHaveLength(before);
      here.proxy.blackhole(false);
    },
  );

  it.each(gated)('$name is refused without a request where another agent has the conversation', async ({ call }) => {
    const here = await world();
    const { conversation } = await accepted(here, { message: 'Hello' });
    const human = await here.colleague();
    const left = told(here.conversations, 'left');
    await takeOver(human, here, conversation.id);
    await left;
    const before = framesOf(here.simulator).length;

    const error = await sdkFailureOf(call(conversation, colleagueOf(here)));

    expect(error).toBeInstanceOf(NotMineError);
    expect(error).toMatchObject({ delivery: 'not-sent', conversationId: conversation.id });
    expect(framesOf(here.simulator)).toHaveLength(before);
  });

  it('of an unknown conversation is refused without a request', async () => {
    const here = await world();
    await here.conversations.start();
    const before = framesOf(here.simulator).length;

    expect(await sdkFailureOf(here.conversations.of('c-unknown').reply('Hello'))).toBeInstanceOf(NotMineError);
    expect(framesOf(here.simulator)).toHaveLength(before);
  });

  it('that waited for a connection goes once UMS has confirmed the conversation', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);
    const online = await offline(here);
    const reply = conversation.reply('Still there?');
    online();

    await reply;
    expect((await consumer.hears('Still there?')).text).toBe('Still there?');
  });

  it('that waited for a connection rejects where another agent took the conversation meanwhile', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);
    const human = await here.colleague();
    const online = await offline(here);
    const reply = sdkFailureOf(conversation.reply('Too late'));
    await takeOver(human, here, conversation.id);
    online();

    expect(await reply).toBeInstanceOf(NotMineError);
    expect(consumer.heard.map(({ text }) => text)).not.toContain('Too late');
  });

  it('waits in vain where UMS does not say whose the conversation is: nothing is sent', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    here.simulator.answer('subscribeExConversations', () => Simulator.SILENCE);
    const back = next(here.agent, 'connected');
    here.proxy.reset();
    await back;

    const error = await sdkFailureOf(conversation.reply('Hello', { timeout: 50 }));

    expect(error).toMatchObject({ code: 'NOT_CONFIRMED', delivery: 'not-sent' });
  });
});

describe('handOff', () => {
  it('says the last text, whispers the summary, transfers with the reason, and refuses from then on', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here, { skillId: '-1' });

    await conversation.handOff(
      { skill: '77' },
      { say: 'A colleague will help you.', summary: 'Wants a refund', reason: 'escalated_by_user' },
    );
    const late = await sdkFailureOf(conversation.reply('One more word'));

    expect(late).toBeInstanceOf(NotMineError);
    const requests = framesOf(here.simulator).slice(-3);
    expect(requests.map(({ type }) => type)).toEqual([
      '.ams.ms.PublishEvent',
      '.ams.ms.PublishEvent',
      '.ams.cm.UpdateConversationField',
    ]);
    expect(requests[1]).toMatchObject({
      body: { messageAudience: 'AGENTS_AND_MANAGERS', event: { message: 'Wants a refund' } },
    });
    expect(requests[2]).toMatchObject({
      body: {
        conversationField: [
          { type: 'REMOVE', role: 'ASSIGNED_AGENT' },
          { field: 'Skill', skill: '77' },
        ],
      },
      metadata: [{ type: 'ActionReason', reason: 'escalated_by_user' }, { type: 'EscalationSummary' }],
    });
    expect(consumer.heard.map(({ text }) => text)).toEqual(['A colleague will help you.']);
  });

  it('leaves the conversation with the agent where UMS refuses the transfer', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);
    const refused = here.simulator.answer('updateConversationField', () => {
      throw new Refusal(400, 'Unknown skill');
    });
    expect(await sdkFailureOf(conversation.handOff({ skill: '0' }))).toBeInstanceOf(ResponseError);
    refused();

    await conversation.reply('I am still here');

    expect((await consumer.hears('I am still here')).text).toBe('I am still here');
  });

  it('refuses a skill that rings this agent itself, unless that is wanted', async () => {
    const here = await world({}, { skills: ['7'] });
    const { conversation } = await accepted(here);

    expect(await sdkFailureOf(conversation.handOff({ skill: '7' }))).toBeInstanceOf(ConfigurationError);
    await conversation.handOff({ skill: '7' }, { allowLoop: true });
  });
});

describe('a survey after the main dialog', () => {
  it('is told, gets the replies, and ends with the conversation', async () => {
    const here = await world({}, { simulator: { survey: true } });
    const { consumer, conversation } = await accepted(here);
    const survey = told(here.conversations, 'survey');
    await conversation.close();
    await survey;

    await conversation.join();
    await conversation.reply('How was it?');
    const closed = told(here.conversations, 'closed');
    await conversation.close();
    await closed;

    const heard = await consumer.hears('How was it?');
    expect(heard.dialogId).not.toBe(conversation.id);
    expect(here.simulator.conversation(conversation.id)?.stage).toBe('CLOSE');
  });
});

describe('files', () => {
  it.each([
    ['bytes', () => Buffer.from('abc'), 'TXT'],
    ['a Blob with a type', () => new Blob(['abc'], { type: 'text/plain' }), undefined],
    ['a stream', () => Readable.from([Buffer.from('a'), 'bc']), 'TXT'],
    ['a path', () => join(mkdtempSync(join(tmpdir(), 'files-')), 'abc.txt'), undefined],
  ])('sends %s, and downloads what the consumer sent', async (_, source, type) => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);
    const received = new Promise<string>((resolve) => {
      here.conversations.on('message', async (__, message) => {
        if (message.file !== undefined && message.isFromConsumer) resolve((await message.download()).bytes.toString());
      });
    });
    const file = source();
    if (typeof file === 'string') writeFileSync(file, 'abc');

    await conversation.sendFile(file, { caption: 'Receipt', ...(type && { type }) });
    await consumer.sendFile({ content: Buffer.from('photo') });

    const { event } = await consumer.hears('Receipt');
    const path =
      'message' in event && typeof event.message === 'object' && 'relativePath' in event.message
        ? event.message.relativePath
        : '';
    expect(here.simulator.file(path)?.toString()).toBe('abc');
    expect(await received).toBe('photo');
  });

  it('requests a fresh URL where the first has expired', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);
    here.simulator.faults.http(/AUTH_async/, { status: 401 }, { times: 1 });

    await conversation.sendFile(Buffer.from('abc'), { type: 'TXT', caption: 'Late' });

    expect((await consumer.hears('Late')).text).toBe('Late');
    expect(framesOf(here.simulator).filter(({ type }) => type === '.ams.ms.GenerateURLForUploadFile')).toHaveLength(2);
  });

  it.each([
    ['too large', Buffer.alloc(3_000_001), { type: 'PNG' }, /at most 3000000 bytes/],
    ['empty', Buffer.alloc(0), { type: 'PNG' }, /at least one byte/],
    ['of no known type', Buffer.from('x'), {}, /type of the file/],
  ])('refuses a file that is %s, before anything is sent', async (_, file, options, message) => {
    const here = await world();
    const { conversation } = await accepted(here);
    const before = framesOf(here.simulator).length;

    const error = await sdkFailureOf(conversation.sendFile(file, options));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).toMatch(message);
    expect(framesOf(here.simulator)).toHaveLength(before);
  });
});
