import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestNamed, type RequestName } from '../../src/protocol/registry.js';
import type { Simulator } from '../../src/simulator/index.js';
import { Program } from './programs.js';
import { bodiesOf, framesOf, startPlatform } from './support.js';
import { conversationChange, OWN_ID, ownMessage } from '../support/wire.js';

/** Samples of the README of node-agent-sdk 1.4.11, character by character. */
const samples = new URL('samples/', import.meta.url);
const sampleOf = (name: string): string => readFileSync(new URL(`${name}.txt`, samples), 'utf8');
const surroundings = readFileSync(new URL('programs/samples.cjs', import.meta.url), 'utf8');

let simulator: Simulator;
let program: Program;
const ran = new Set<string>();

beforeAll(async () => {
  simulator = await startPlatform();
  program = await Program.start(surroundings, simulator);
  await program.says('connected');
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await simulator.close();
});

async function run(name: string): Promise<void> {
  ran.add(name);
  program.tell({ code: sampleOf(name) });
  await program.says('ran');
}

interface Sample {
  readonly name: string;
  readonly request: RequestName;
  /** The body on the wire. */
  readonly wire: unknown;
  /** The response of UMS in the README. */
  readonly answer?: unknown;
  /** The values that the sample prints. */
  readonly prints?: readonly unknown[];
  readonly metadata?: unknown;
}

const subscription = { subscriptionId: 'aaaabbbb-cccc-1234-56d7-a1b2c3d4e5f6' };
const update = (...conversationField: readonly object[]) => ({
  conversationId: 'conversationId/dialogId',
  conversationField,
});
const leave = { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT', userId: OWN_ID };
const transfer = { field: 'Skill', type: 'UPDATE', skill: '77' };
const message = { dialogId: 'MY_DIALOG_ID' };
const text = { type: 'ContentEvent', contentType: 'text/plain', message: 'hello world!' };
const url = { relativePath: '/p', queryParams: { temp_url_sig: 's', temp_url_expires: '1' } };
const card = [{ type: 'ExternalId', id: 'MY_CARD_ID' }];

const requests: readonly Sample[] = [
  {
    name: 'subscribe-ex-conversations',
    request: 'subscribeExConversations',
    wire: { convState: ['OPEN'], agentIds: [OWN_ID] },
    answer: subscription,
  },
  {
    name: 'subscribe-agents-state',
    request: 'subscribeAgentsState',
    wire: { brandId: '10000001', agentId: OWN_ID },
    answer: subscription,
  },
  {
    name: 'subscribe-routing-tasks',
    request: 'subscribeRoutingTasks',
    wire: { channelType: 'MESSAGING', agentId: OWN_ID, brandId: '10000001' },
    answer: subscription,
  },
  {
    name: 'subscribe-messaging-events',
    request: 'subscribeMessagingEvents',
    wire: { dialogId: 'some conversation id', newerThanSequence: 0 },
    answer: [],
    prints: [],
  },
  {
    name: 'set-agent-state',
    request: 'setAgentState',
    wire: { availability: 'ONLINE', channels: ['MESSAGING'], agentUserId: OWN_ID },
    answer: 'Agent state updated successfully',
  },
  { name: 'get-clock', request: 'getClock', wire: {}, answer: { currentTime: 1513813587308 } },
  {
    name: 'get-user-profile',
    request: 'getUserProfile',
    wire: 'u-9',
    answer: { firstName: 'Michael', lastName: 'Bolton' },
    prints: [[{ type: 'personal', personal: { firstname: 'Michael', lastname: 'Bolton' } }]],
  },
  {
    name: 'update-ring-state',
    request: 'updateRingState',
    wire: { ringId: 'someRingId', ringState: 'ACCEPTED' },
    answer: 'Ring state updated successfully',
  },
  {
    name: 'update-conversation-field',
    request: 'updateConversationField',
    wire: update({ field: '', type: '', '': '' }),
    answer: 'OK',
  },
  {
    name: 'join',
    request: 'updateConversationField',
    wire: update({ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER', userId: OWN_ID }),
    answer: 'OK Agent added successfully',
  },
  {
    name: 'close-conversation',
    request: 'updateConversationField',
    wire: { conversationId: 42, conversationField: [{ field: 'ConversationStateField', conversationState: 'CLOSE' }] },
    answer: 'OK',
    prints: [],
  },
  {
    name: 'close-dialog',
    request: 'updateConversationField',
    wire: {
      conversationId: 42,
      conversationField: [{ field: 'DialogChange', type: 'UPDATE', dialog: { dialogId: 42, state: 'CLOSE' } }],
    },
    answer: 'OK',
  },
  { name: 'transfer-to-skill', request: 'updateConversationField', wire: update(transfer), answer: 'OK' },
  {
    name: 'transfer-to-skill-and-leave',
    request: 'updateConversationField',
    wire: update(leave, transfer),
    answer: 'OK Agent removed successfully',
  },
  {
    name: 'transfer-to-agent',
    request: 'updateConversationField',
    wire: update(
      leave,
      { field: 'ParticipantsChange', type: 'SUGGEST', userId: '<suggested agent id>', role: 'ASSIGNED_AGENT' },
      transfer,
    ),
    answer: 'OK Agent removed successfully',
  },
  {
    name: 'agent-request-conversation',
    request: 'agentRequestConversation',
    wire: {
      channelType: 'MESSAGING',
      consumerId: '2dbd909d5b67f986bdf8ec70c883d649baaa532d10207e1e626b47596e88e99a',
      conversationContext: {
        type: 'ProactiveContext',
        originConversationId: '2e449edb-0da6-4d06-a971-6af27434eb45',
      },
    },
    answer: { conversationId: 'b78da273-be62-401f-a5f2-8dd09ca4ab3c' },
  },
  {
    name: 'download-url',
    request: 'generateURLForDownloadFile',
    wire: { relativePath: '<path>' },
    answer: url,
    // The sample prints a variable of another sample.
    prints: ['nothing of that name'],
  },
  {
    name: 'upload-url',
    request: 'generateURLForUploadFile',
    wire: { fileSize: 5020, fileType: 'JPEG' },
    answer: url,
  },
  { name: 'text', request: 'publishEvent', wire: { ...message, event: text }, prints: [] },
  {
    name: 'private-text',
    request: 'publishEvent',
    wire: {
      ...message,
      event: { ...text, message: 'hello private message!' },
      messageAudience: 'AGENTS_AND_MANAGERS',
    },
    prints: [],
  },
  {
    name: 'composing',
    request: 'publishEvent',
    wire: { ...message, event: { type: 'ChatStateEvent', chatState: 'COMPOSING' } },
    prints: [],
  },
  {
    name: 'active',
    request: 'publishEvent',
    wire: { ...message, event: { type: 'ChatStateEvent', chatState: 'ACTIVE' } },
    prints: [],
  },
  {
    name: 'file',
    request: 'publishEvent',
    wire: {
      dialogId: '<the id of the dialog>',
      event: {
        type: 'ContentEvent',
        contentType: 'hosted/file',
        message: {
          caption: '<some test here>',
          relativePath: '<relative path got from the generateUrlForUploadFile>',
          fileType: '<the file type>',
        },
      },
    },
    answer: { sequence: 17 },
    prints: ['msg sequence: 17'],
  },
  {
    name: 'quick-replies',
    request: 'publishEvent',
    wire: { ...message, event: { ...text, quickReplies: expect.objectContaining({ itemsPerRow: 8 }) } },
    prints: [],
  },
  {
    name: 'rich-content',
    request: 'publishEvent',
    wire: {
      ...message,
      event: { type: 'RichContentEvent', content: expect.objectContaining({ type: 'vertical' }) },
    },
    prints: [],
    metadata: card,
  },
  {
    name: 'rich-content-with-quick-replies',
    request: 'publishEvent',
    wire: {
      ...message,
      event: {
        type: 'RichContentEvent',
        content: expect.objectContaining({ type: 'vertical' }),
        quickReplies: expect.objectContaining({ itemsPerRow: 8 }),
      },
    },
    prints: [],
    metadata: card,
  },
];

it.each(requests)('$name', async ({ name, request, wire, answer = { sequence: 0 }, prints = [answer], metadata }) => {
  using _ = simulator.answer(request, () => answer, { times: 1 });
  const before = bodiesOf(simulator, request).length;

  await run(name);

  for (const print of prints) expect(await program.says('log')).toEqual({ name: 'log', args: [print] });
  await simulator.seen((entry) => entry.kind === 'frame' && bodiesOf(simulator, request).length > before);
  expect(bodiesOf(simulator, request)[before]).toEqual(wire);
  expect(framesOf(simulator, request)[before]?.['metadata']).toEqual(metadata);
  expect(requestNamed(request).type).toBe(framesOf(simulator, request)[before]?.['type']);
});

describe('handlers', () => {
  it('quick-start, in a file of its own', async () => {
    ran.add('quick-start');
    await using simulator = await startPlatform();
    const source = sampleOf('quick-start').replace("require('node-agent-sdk')", "require('node-agent-sdk/legacy')");
    await using bot = await Program.start(source, simulator);

    await simulator.seen({ notification: '.ams.aam.ExConversationChangeNotification' });
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'Hello?' });

    await bot.prints(/connected\.\.\./);
    await bot.prints(/subscribed successfully null \{ subscriptionId: '[^']+' \}/);
    await bot.prints(new RegExp(`"convId":"${consumer.conversationId}"`));
    expect(simulator.sockets).toBe(1);
  });

  it('constructors', async () => {
    ran.add('constructors');
    program.tell({ code: sampleOf('constructors') });

    expect(await program.says()).toEqual({ name: 'constructed', args: [['accountId', 'username', 'password']] });
    for (let count = 2; count <= 4; count += 1) expect((await program.says()).name).toBe('constructed');
    expect((await program.says()).name).toBe('ran');
  });

  it('connect and refresh-session', async () => {
    await run('connect');
    await run('refresh-session');

    await simulator.seen({ http: 'refresh', status: 200 });
    expect(simulator.sockets).toBe(1);
  });

  it('consumer-id', async () => {
    await run('consumer-id');

    simulator.notify('.ams.aam.ExConversationChangeNotification', { changes: [conversationChange('c-1')] });

    await program.says('called');
    expect(bodiesOf(simulator, 'getUserProfile').at(-1)).toBe('u-9');
  });

  it('follow-conversations', async () => {
    await run('follow-conversations');
    const before = bodiesOf(simulator, 'subscribeMessagingEvents').length;

    simulator.notify('.ams.aam.ExConversationChangeNotification', { changes: [conversationChange('c-5')] });

    await simulator.seen(() => bodiesOf(simulator, 'subscribeMessagingEvents').length > before);
    expect(bodiesOf(simulator, 'subscribeMessagingEvents').at(-1)).toEqual({ dialogId: 'c-5', newerThanSequence: 0 });
  });

  it('on-routing-task', async () => {
    await run('on-routing-task');
    using _ = simulator.answer('updateRingState', () => 'Ring state updated successfully');

    simulator.notify('.ams.routing.RoutingTaskNotification', {
      changes: [
        {
          type: 'UPSERT',
          result: { conversationId: 'c-1', ringsDetails: [{ ringId: 'r-1', ringState: 'WAITING' }] },
        },
      ],
    });

    expect(await program.says('log')).toEqual({
      name: 'log',
      args: ['[bot.js] acceptWaitingConversations: Joined conversation "c-1", "Ring state updated successfully"'],
    });
    expect(bodiesOf(simulator, 'updateRingState').at(-1)).toEqual({ ringId: 'r-1', ringState: 'ACCEPTED' });
  });

  it.each([
    'on-connected',
    'on-agent-state',
    'on-messages',
    'on-notification',
    'my-role',
    'my-role-new',
    'is-me',
    'is-me-new',
  ])('%s', async (name) => {
    await run(name);

    simulator.notify('.ams.aam.ExConversationChangeNotification', { changes: [conversationChange('c-1')] });
    simulator.notify('.ams.ms.OnlineEventDistribution', ownMessage());

    await run('get-clock');
    const said = [await program.says()];
    while (said.at(-1)?.name !== 'log') said.push(await program.says());
    expect(said.filter((one) => one.name === 'uncaught')).toEqual([]);
  });

  it('reconnect and on-error: the bot reconnects, also with a new token', async () => {
    await run('reconnect');
    await run('on-error');
    for (const code of [1000, 1006, 4401, 1011]) {
      simulator.closeSockets(code);
      expect(await program.says('closed')).toEqual({ name: 'closed', args: [code] });
      await program.says('connected');
    }

    simulator.revoke(undefined, { closeCode: 1006 });

    await program.says('connected');
    expect(simulator.sockets).toBe(1);
  });
});

it('all samples were run', () => {
  expect([...ran].toSorted()).toEqual(
    readdirSync(samples)
      .map((file) => file.replace('.txt', ''))
      .toSorted(),
  );
});
