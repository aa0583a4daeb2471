import { describe, expect, it } from 'vitest';
import type { LegacyRequest } from '../../src/legacy/index.js';
import { type RequestName, requestNamed, requests } from '../../src/protocol/registry.js';
import { Refusal, Simulator } from '../../src/simulator/index.js';
import { type Bot, botOf, called, confOf, connectedBot, framesOf, startPlatform, turn } from './support.js';

type Method = LegacyRequest<never, unknown>;

type Outcome = 'success' | 'refusal' | 'timeout' | 'close' | 'not connected';

const expected: Readonly<Record<Outcome, readonly unknown[]>> = {
  success: [null, { currentTime: expect.any(Number) }],
  refusal: [{ kind: 'resp', reqId: expect.any(String), code: 500, type: '.ReqBody$StringResp', body: 'no' }, 'no'],
  timeout: [expect.objectContaining({ message: 'Request has timed out', code: null, service: 'messaging' }), undefined],
  close: [expect.objectContaining({ message: 'Request has timed out', code: null, service: 'messaging' }), undefined],
  'not connected': [expect.objectContaining({ message: 'socket not connected', code: null, service: 'messaging' })],
};

const places = ['body', 'headers', 'metadata', 'encodedMetadata', 'callback'] as const;

const outcomes = Object.keys(expected) as Outcome[];

const names = Object.keys(requests) as RequestName[];

/** The types on the wire, written out: the bodies are tested in tests/protocol. */
const types: Readonly<Record<RequestName, string>> = {
  getClock: '.GetClock',
  agentRequestConversation: '.ams.cm.AgentRequestConversation',
  subscribeExConversations: '.ams.aam.SubscribeExConversations',
  unsubscribeExConversations: '.ams.aam.UnsubscribeExConversations',
  updateConversationField: '.ams.cm.UpdateConversationField',
  publishEvent: '.ams.ms.PublishEvent',
  updateRingState: '.ams.routing.UpdateRingState',
  subscribeRoutingTasks: '.ams.routing.SubscribeRoutingTasks',
  updateRoutingTaskSubscription: '.ams.routing.UpdateRoutingTaskSubscription',
  getUserProfile: '.ams.userprofile.GetUserProfile',
  setAgentState: '.ams.routing.SetAgentState',
  subscribeAgentsState: '.ams.routing.SubscribeAgentsState',
  subscribeMessagingEvents: '.ams.ms.QueryMessages',
  generateURLForDownloadFile: '.ams.ms.GenerateURLForDownloadFile',
  generateURLForUploadFile: '.ams.ms.GenerateURLForUploadFile',
  generateDownloadToken: '.ams.ms.token.GenerateDownloadToken',
};

describe.each(outcomes)('a request that ends with %s', (outcome) => {
  async function prepared(simulator: Simulator): Promise<Bot> {
    if (outcome === 'not connected') return botOf(confOf(simulator, { autoConnect: false }));
    const bot = await connectedBot(simulator, { requestTimeout: outcome === 'timeout' ? 20 : 5_000 });
    if (outcome === 'refusal') {
      simulator.answer('getClock', () => {
        throw new Refusal(500, 'no');
      });
    }
    if (outcome === 'timeout' || outcome === 'close') simulator.answer('getClock', () => Simulator.SILENCE);
    if (outcome === 'close') void simulator.seen({ request: 'getClock' }).then(() => simulator.closeSockets(1000));
    return bot;
  }

  it.each(places)('calls back when the callback takes the place of the %s', async (place) => {
    await using simulator = await startPlatform();
    await using bot = await prepared(simulator);
    const before = [{}, [], [], 'e'].slice(0, places.indexOf(place));
    const method = bot.agent.getClock as (...args: readonly unknown[]) => unknown;

    const args = await called((callback) => method(...before, callback));

    expect(args).toEqual(expected[outcome]);
  });

  it('calls back once', async () => {
    await using simulator = await startPlatform();
    await using bot = await prepared(simulator);

    await called((callback) => {
      bot.agent.getClock((...args) => (bot.journal.note('called'), callback(...args)));
    });

    bot.agent.dispose();
    await turn();
    expect(bot.journal.all('called')).toHaveLength(1);
  });
});

describe.each(names)('%s', (name) => {
  const { example, responseType, responseEvent } = requestNamed(name);

  it('is sent, emits message:sent and its response event, and calls back', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer(name, () => example.response);
    const method: Method = bot.agent[name];

    const args = await called((callback) => {
      method(example.request as never, (...given) => {
        bot.journal.note('called');
        callback(...given);
      });
    });

    const [frame] = framesOf(simulator, name);
    expect(frame).toMatchObject({ kind: 'req', id: expect.any(String), type: types[name], body: example.wire });
    expect(args).toEqual([null, example.result]);
    const [sent] = await bot.journal.seen('message:sent');
    expect(JSON.parse(JSON.stringify(sent))).toEqual(frame);
    const event = responseEvent ?? responseType;
    expect(bot.journal.all(event)).toEqual([[event, example.result, frame?.['id']]]);
    expect(bot.journal.order('message:sent', event, 'called')).toEqual(['message:sent', event, 'called']);
  });

  it('sends any body unchecked', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer(name, () => null);
    const method: Method = bot.agent[name];

    await called((callback) => method({ strange: [1, null] } as never, callback));

    expect(framesOf(simulator, name)[0]?.['body']).toMatchObject({ strange: [1, null] });
  });
});
