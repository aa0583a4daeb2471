import { describe, expect, it } from 'vitest';
import {
  Agent,
  ConnectionError,
  ResponseError,
  TimeoutError,
  TransformError,
  ValidationError,
} from '../../src/index.js';
import { connectedTo, failureOf, listen, next, startPlatform } from '../support/agents.js';
import { answerJson, HttpServer } from '../support/http-server.js';
import { SocketServer, type Peer, type ReceivedFrame } from '../support/socket-server.js';

interface Query {
  readonly dialogId: string;
  readonly newerThanSequence: number;
  readonly olderThanSequence?: number;
}

type Answer = (query: Query) => unknown;

const eventAt = (sequence: number): Record<string, unknown> => ({
  sequence,
  originatorId: 'u-1',
  originatorPId: 'u-1',
  originatorMetadata: { id: 'u-1', role: 'CONSUMER' },
  serverTimestamp: 1_700_000_000_000 + sequence,
  event: { type: 'ContentEvent', contentType: 'text/plain', message: `message ${sequence}` },
  dialogId: 'd-1',
});

const eventsFrom = (first: number, newest: number): Record<string, unknown>[] =>
  Array.from({ length: newest - first + 1 }, (_, at) => eventAt(first + at));

/** The events within the bounds of a query, for a server that treats both bounds as exclusive. */
const within = (events: readonly Record<string, unknown>[], query: Query): Record<string, unknown>[] =>
  events.filter(
    ({ sequence }) =>
      Number(sequence) > query.newerThanSequence && Number(sequence) < (query.olderThanSequence ?? Infinity),
  );

/** UMS on loopback that answers history requests with the function of the test. */
class HandMadeUms implements AsyncDisposable {
  readonly queries: Query[] = [];
  readonly agent: Agent;
  readonly #servers: readonly AsyncDisposable[];
  readonly #peer: Peer;

  private constructor(servers: readonly AsyncDisposable[], agent: Agent, peer: Peer) {
    this.#servers = servers;
    this.agent = agent;
    this.#peer = peer;
  }

  static async start(answer: Answer): Promise<HandMadeUms> {
    const directory = await HttpServer.start((_, response) => answerJson(response, 200, { baseURIs: [] }));
    const server = await SocketServer.start();
    const agent = new Agent({
      accountId: '1',
      userId: '501',
      token: 'token',
      csdsDomain: directory.address,
      domains: { facadeMsg: `ws://127.0.0.1:${server.port}` },
      autoConnect: false,
      reconnect: false,
    });
    const connecting = agent.connect();
    const ums = new HandMadeUms([server, directory], agent, await server.peer());
    ums.#peer.socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as ReceivedFrame;
      // Only history requests have a body of this form.
      if (frame.type === '.ams.ms.QueryMessages') ums.#respond(frame, answer);
    });
    await connecting;
    return ums;
  }

  notify(event: unknown): void {
    this.#peer.send({ kind: 'notification', type: '.ams.ms.OnlineEventDistribution', body: event });
  }

  drop(): void {
    this.#peer.socket.terminate();
  }

  #respond(frame: ReceivedFrame, answer: Answer): void {
    const query = frame.body as Query;
    this.queries.push(query);
    const body = answer(query);
    if (body instanceof Refused) this.#peer.answer(frame, body.body, body.code);
    else if (body !== SILENCE) this.#peer.answer(frame, body ?? null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.agent.dispose();
    for (const server of this.#servers) await server[Symbol.asyncDispose]();
  }
}

class Refused {
  constructor(
    readonly code: number,
    readonly body: unknown,
  ) {}
}

const SILENCE = Symbol('no response');

const sequencesOf = (messages: readonly { readonly sequence?: number }[]): unknown[] =>
  messages.map(({ sequence }) => sequence);

const upTo = (newest: number): number[] => Array.from({ length: newest + 1 }, (_, at) => at);

describe('agent.messages()', () => {
  it('resolves with the events of the dialog, decoded as in notifications', async () => {
    await using ums = await HandMadeUms.start((query) => within(eventsFrom(0, 1), query));

    const messages = await ums.agent.messages({ dialogId: 'd-1' });

    const { originatorPId: _, ...decoded } = eventAt(1);
    expect(messages).toHaveLength(2);
    expect(messages[1]).toEqual(decoded);
  });

  it.each([[null], [[]]])('resolves with an empty list when the server answers %j', async (answer) => {
    await using ums = await HandMadeUms.start(() => answer);
    const heard = listen(ums.agent, 'error');

    expect(await ums.agent.messages({ dialogId: 'd-1' })).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('takes a single event in place of a list', async () => {
    await using ums = await HandMadeUms.start((query) => within([eventAt(0)], query)[0]);

    expect(sequencesOf(await ums.agent.messages({ dialogId: 'd-1' }))).toEqual([0]);
  });

  it('sorts events that arrive in reverse order, and deduplicates them', async () => {
    const garbled = [...eventsFrom(0, 3).toReversed(), eventAt(2), eventAt(0)];
    await using ums = await HandMadeUms.start((query) => within(garbled, query));

    expect(sequencesOf(await ums.agent.messages({ dialogId: 'd-1' }))).toEqual(upTo(3));
  });

  it.each<readonly [string, Answer]>([
    ['the oldest page first', (query) => within(eventsFrom(0, 24), query).slice(0, 10)],
    ['the newest page first', (query) => within(eventsFrom(0, 24), query).slice(-10)],
    ['the newest page first and in reverse', (query) => within(eventsFrom(0, 24), query).slice(-10).toReversed()],
    ['inclusive bounds, the oldest page first', (query) => inclusive(eventsFrom(0, 24), query).slice(0, 10)],
    ['inclusive bounds, the newest page first', (query) => inclusive(eventsFrom(0, 24), query).slice(-10)],
    ['a page of one event, the newest first', (query) => within(eventsFrom(0, 24), query).slice(-1)],
    [
      'events that overlap the page before',
      (query) =>
        eventsFrom(0, 24)
          .slice(Math.max(query.newerThanSequence - 3, 0))
          .slice(0, 10),
    ],
  ])('fetches page after page from a server that answers with %s', async (_, answer) => {
    await using ums = await HandMadeUms.start(answer);

    expect(sequencesOf(await ums.agent.messages({ dialogId: 'd-1' }))).toEqual(upTo(24));
  });

  it('fetches only events after `after`', async () => {
    await using ums = await HandMadeUms.start((query) => within(eventsFrom(0, 9), query));

    const messages = await ums.agent.messages({ dialogId: 'd-1', after: 6 });

    expect(sequencesOf(messages)).toEqual([7, 8, 9]);
    expect(ums.queries[0]).toEqual({ dialogId: 'd-1', newerThanSequence: 6 });
  });

  it.each(['oldest', 'newest'] as const)('returns the newest events with `last`, the %s page first', async (first) => {
    await using ums = await HandMadeUms.start((query) => {
      const events = within(eventsFrom(0, 24), query);
      return first === 'oldest' ? events.slice(0, 10) : events.slice(-10);
    });

    const messages = await ums.agent.messages({ dialogId: 'd-1', last: 3 });

    expect(sequencesOf(messages)).toEqual([22, 23, 24]);
  });

  it('fetches no more pages once `last` is complete', async () => {
    await using ums = await HandMadeUms.start((query) => within(eventsFrom(0, 999), query).slice(-10));

    await ums.agent.messages({ dialogId: 'd-1', last: 10 });

    expect(ums.queries).toHaveLength(2);
  });

  it('returns all events when there are fewer than `last`, and none without events after `after`', async () => {
    await using ums = await HandMadeUms.start((query) => within(eventsFrom(0, 2), query));

    expect(sequencesOf(await ums.agent.messages({ dialogId: 'd-1', last: 50 }))).toEqual([0, 1, 2]);
    expect(await ums.agent.messages({ dialogId: 'd-1', after: 2, last: 50 })).toEqual([]);
  });

  it('leaves out typing states, which have no position', async () => {
    const typing = { dialogId: 'd-1', event: { type: 'ChatStateEvent', chatState: 'COMPOSING' } };
    await using ums = await HandMadeUms.start((query) => [typing, ...within(eventsFrom(0, 1), query), typing]);

    expect(sequencesOf(await ums.agent.messages({ dialogId: 'd-1' }))).toEqual([0, 1]);
  });

  it('leaves out a malformed event and reports it once', async () => {
    const broken = { sequence: 2, dialogId: 'd-1' };
    const events = [eventAt(0), eventAt(1), broken, eventAt(3), { sequence: 4 }];
    await using ums = await HandMadeUms.start((query) => within(events, query).slice(0, 2));
    const heard = listen(ums.agent, 'error');

    const messages = await ums.agent.messages({ dialogId: 'd-1' });

    expect(sequencesOf(messages)).toEqual([0, 1, 3]);
    expect(heard).toEqual([['error', expect.any(TransformError)]]);
    expect(heard[0]?.[1]).toMatchObject({
      message: expect.stringMatching(/2 of 5 events of dialog d-1 could not be read.*event/) as string,
      payload: [broken, { sequence: 4 }],
    });
  });

  it('emits no notification', async () => {
    await using ums = await HandMadeUms.start((query) => within(eventsFrom(0, 3), query));
    const heard = listen(ums.agent, 'ms.MessagingEventNotification', 'notification', 'GenericSubscribeResponse');

    await ums.agent.messages({ dialogId: 'd-1' });
    const live = next(ums.agent, 'ms.MessagingEventNotification');
    ums.notify(eventAt(4));
    await live;

    expect(heard.map(([event]) => event)).toEqual(['ms.MessagingEventNotification', 'notification']);
  });

  it('moves no cursor: a returned event is still emitted when it arrives as a notification', async () => {
    await using ums = await HandMadeUms.start((query) => within(eventsFrom(0, 3), query));
    const delivered = next(ums.agent, 'ms.MessagingEventNotification');

    await ums.agent.messages({ dialogId: 'd-1' });
    ums.notify(eventAt(3));

    expect((await delivered)[0].changes[0]).toMatchObject({ sequence: 3 });
  });

  it('writes nothing to the cursor store', async () => {
    await using simulator = await startPlatform();
    const cursors = new Map<string, number>();
    await using agent = await connectedTo(simulator, { cursors });
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'Hello?' });

    const messages = await agent.messages({ dialogId: consumer.dialogId });

    expect(messages.map(({ event }) => event)).toMatchObject([{ type: 'ContentEvent', message: 'Hello?' }]);
    expect(cursors).toEqual(new Map());
  });
});

describe('agent.messages() rejects', () => {
  it('with the refusal, also of a later page', async () => {
    await using ums = await HandMadeUms.start((query) =>
      query.newerThanSequence < 9 ? within(eventsFrom(0, 24), query).slice(0, 10) : new Refused(403, 'not yours'),
    );

    const error = await failureOf(ums.agent.messages({ dialogId: 'd-1' }));

    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ code: 403, body: 'not yours', operation: 'messages()' });
  });

  it('with the refusal of the simulator for an unknown dialog', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    expect(await failureOf(agent.messages({ dialogId: 'none' }))).toMatchObject({ code: 404 });
  });

  it('with a TimeoutError when a page is not answered', async () => {
    await using ums = await HandMadeUms.start(() => SILENCE);

    expect(await failureOf(ums.agent.messages({ dialogId: 'd-1', timeout: 20 }))).toBeInstanceOf(TimeoutError);
  });

  it('with a ConnectionError when the connection is lost', async () => {
    await using ums = await HandMadeUms.start(() => {
      ums.drop();
      return SILENCE;
    });

    expect(await failureOf(ums.agent.messages({ dialogId: 'd-1' }))).toBeInstanceOf(ConnectionError);
  });

  it('with the reason of its signal', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    await using ums = await HandMadeUms.start(() => {
      controller.abort(reason);
      return SILENCE;
    });

    expect(await failureOf(ums.agent.messages({ dialogId: 'd-1', signal: controller.signal }))).toBe(reason);
  });

  it.each([
    ['dialogId', {}],
    ['dialogId', { dialogId: '' }],
    ['after', { dialogId: 'd-1', after: -2 }],
    ['last', { dialogId: 'd-1', last: 0 }],
    ['last', { dialogId: 'd-1', last: 1.5 }],
    ['dialogID', { dialogId: 'd-1', dialogID: 'd-1' }],
  ])('with a ValidationError that names %s, for %o, and sends nothing', async (path, query) => {
    await using ums = await HandMadeUms.start(() => SILENCE);

    const error = await failureOf(ums.agent.messages(query as { dialogId: string }));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ issues: [{ path }], delivery: 'not-sent' });
    expect(ums.queries).toEqual([]);
  });
});

/** The events within the bounds of a query, for a server that treats both bounds as inclusive. */
function inclusive(events: readonly Record<string, unknown>[], query: Query): Record<string, unknown>[] {
  return events.filter(
    ({ sequence }) =>
      Number(sequence) >= query.newerThanSequence && Number(sequence) <= (query.olderThanSequence ?? Infinity),
  );
}
