import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { Agent, type AgentSettings, type SDKError } from '../../src/index.js';
import { eagerly } from './agents.js';
import { LoopbackServer } from './loopback-server.js';

let accounts = 70_000_000;

/** A received request frame. */
export interface SentRequest {
  readonly id: string;
  readonly type: string;
  readonly body: {
    readonly dialogId?: string;
    readonly newerThanSequence?: number;
    readonly olderThanSequence?: number;
  };
}

/** An event of a dialog on the wire. */
export interface WireEvent {
  readonly sequence: unknown;
  readonly dialogId: string;
  readonly [member: string]: unknown;
}

export interface Answer {
  readonly code?: number;
  readonly body: unknown;
}

export const HISTORY = '.ams.ms.QueryMessages';
export const PUBLISH = '.ams.ms.PublishEvent';

/**
 * A hand-made messaging platform, independent of the simulator: directory, login, sockets, and
 * dialogs with a history. Its one agent is user 501.
 */
export class MessagingPlatform implements AsyncDisposable {
  readonly accountId = String((accounts += 1));
  /** By dialog. */
  readonly history = new Map<string, WireEvent[]>();
  readonly requests: SentRequest[] = [];
  /** Replaces the default response to a request, unless it returns `undefined`. */
  answer: (request: SentRequest) => Answer | Promise<Answer> | undefined = () => undefined;
  readonly #server: LoopbackServer;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #agents: Agent[] = [];
  #socket: WebSocket | undefined;

  private constructor(server: LoopbackServer) {
    this.#server = server;
    server.http.on('request', (request, response) => {
      request.resume();
      request.on('end', () => this.#serve(request, response));
    });
    server.http.on('upgrade', (request, connection, head) => {
      connection.on('error', () => undefined);
      this.#sockets.handleUpgrade(request, connection, head, (socket) => this.#accept(socket));
    });
  }

  static async start(): Promise<MessagingPlatform> {
    return new MessagingPlatform(await LoopbackServer.start());
  }

  /** An agent that has not begun to connect; it is disposed of with the platform. */
  agent(settings: Partial<AgentSettings> = {}): Agent {
    const agent = new Agent({
      accountId: this.accountId,
      csdsDomain: `http://${this.#server.host}`,
      username: 'bot',
      password: 'hunter2',
      autoConnect: false,
      keepAlive: false,
      reconnect: eagerly,
      ...settings,
    });
    this.#agents.push(agent);
    return agent;
  }

  /** The key of a dialog in the cursor store of the agent. */
  key(dialogId: string): string {
    return `${this.accountId}/501/${dialogId}`;
  }

  event(sequence: unknown, dialogId: string, more: Readonly<Record<string, unknown>> = {}): WireEvent {
    return {
      sequence,
      dialogId,
      originatorId: 'u-9',
      originatorPId: 'u-9',
      serverTimestamp: Date.now(),
      event: { type: 'ContentEvent', contentType: 'text/plain', message: `${String(sequence)}` },
      ...more,
    };
  }

  /** Adds a message of the consumer to the history, without a notification. */
  keep(sequence: unknown, dialogId = 'd', more: Readonly<Record<string, unknown>> = {}): WireEvent {
    const event = this.event(sequence, dialogId, more);
    this.history.set(dialogId, [...(this.history.get(dialogId) ?? []), event]);
    return event;
  }

  /** Adds a message of the consumer to the history, and notifies the agent. */
  say(sequence: unknown, dialogId = 'd', more: Readonly<Record<string, unknown>> = {}): void {
    this.notify('.ams.ms.OnlineEventDistribution', this.keep(sequence, dialogId, more));
  }

  notify(type: string, body: unknown): void {
    this.#socket?.send(JSON.stringify({ kind: 'notification', type, body }));
  }

  /** Notifies the agent of a conversation. `isMine`: whether the agent participates. `updatedAt`: epoch ms. */
  conversation(
    convId: string,
    {
      isMine = true,
      state = 'OPEN',
      updatedAt,
    }: { readonly isMine?: boolean; readonly state?: 'OPEN' | 'CLOSE'; readonly updatedAt?: number } = {},
  ): void {
    const conversationDetails = {
      convId,
      state,
      stage: state,
      metaDataLastUpdateTs: updatedAt,
      participants: { CONSUMER: ['u-9'], ...(isMine && { ASSIGNED_AGENT: [`${this.accountId}.501`] }) },
      participantsPId: { CONSUMER: ['u-9'], ...(isMine && { ASSIGNED_AGENT: ['pid-501'] }) },
      dialogs: [{ dialogId: convId, dialogType: 'MAIN', channelType: 'MESSAGING', state, participantsDetails: [] }],
    };
    this.notify('.ams.aam.ExConversationChangeNotification', {
      subscriptionId: 'sub-1',
      sentTs: Date.now(),
      changes: [{ type: 'UPSERT', result: { convId, conversationDetails } }],
    });
  }

  /** Ends the connection without a close frame. */
  cut(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.terminate();
  }

  requestsOf(type: string): readonly SentRequest[] {
    return this.requests.filter((request) => request.type === type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const agent of this.#agents) agent.dispose();
    this.#sockets.close();
    await this.#server[Symbol.asyncDispose]();
  }

  #serve({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const login = { bearer: 'bearer-1', csrf: 'csrf', config: { userId: '501', userPid: 'pid-501' } };
    const baseURIs = [
      { service: 'agentVep', baseURI: `http://${this.#server.host}` },
      { service: 'facadeMsg', baseURI: `ws://${this.#server.host}` },
    ];
    response.end(JSON.stringify(url.includes('/login?') ? login : { baseURIs }));
  }

  #accept(socket: WebSocket): void {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => void this.#respond(socket, JSON.parse(data.toString()) as SentRequest));
  }

  async #respond(socket: WebSocket, request: SentRequest): Promise<void> {
    this.requests.push(request);
    const { code = 200, body } = (await this.answer(request)) ?? { body: this.#usualBody(request) };
    const { id, type } = request;
    socket.send(JSON.stringify({ kind: 'resp', reqId: id, code, type: `${type}$Response`, body }));
  }

  #usualBody({ type, body }: SentRequest): unknown {
    const { dialogId = '', newerThanSequence = -1, olderThanSequence = Infinity } = body;
    if (type === HISTORY) {
      return (this.history.get(dialogId) ?? []).filter(
        ({ sequence }) => Number(sequence) > newerThanSequence && Number(sequence) < olderThanSequence,
      );
    }
    return type === PUBLISH ? { sequence: 1 } : { currentTime: Date.now() };
  }
}

/** What handlers received, in order, with promises for more. */
export class Heard<Item> {
  readonly all: Item[] = [];
  readonly #waiters = new Set<{ readonly isEnough: () => boolean; readonly resolve: () => void }>();

  add(item: Item): void {
    this.all.push(item);
    for (const waiter of this.#waiters) {
      if (!waiter.isEnough()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  get count(): number {
    return this.all.length;
  }

  /** Resolves when so many items have been received. */
  reaches(count: number): Promise<void> {
    return this.until((all) => all.length >= count);
  }

  until(holds: (all: readonly Item[]) => boolean): Promise<void> {
    const isEnough = (): boolean => holds(this.all);
    if (isEnough()) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.add({ isEnough, resolve }));
  }
}

export interface HeardMessage {
  readonly dialogId: string;
  readonly sequence: number | undefined;
  readonly backlog: boolean;
}

/** The messages that a handler received. */
export class HeardMessages extends Heard<HeardMessage> {
  get sequences(): readonly (number | undefined)[] {
    return this.all.map(({ sequence }) => sequence);
  }
}

/** Attaches a message handler that records each message and then calls `handle`. */
export function hearing(
  agent: Agent,
  handle: (sequence: number | undefined, dialogId: string) => unknown = () => undefined,
): HeardMessages {
  const heard = new HeardMessages();
  agent.on('ms.MessagingEventNotification', ({ dialogId, changes }): unknown => {
    let result: unknown;
    for (const { sequence, backlog = false } of changes) {
      heard.add({ dialogId, sequence, backlog });
      result = handle(sequence, dialogId);
    }
    return result;
  });
  return heard;
}

/** Records the `error` events. */
export function failing(agent: Agent): Heard<SDKError> {
  const heard = new Heard<SDKError>();
  agent.on('error', (error) => heard.add(error));
  return heard;
}

/** Resolves after a few round trips, when the agent has handled what was sent before. */
export async function settled(agent: Agent, roundTrips = 3): Promise<void> {
  for (let trip = 0; trip < roundTrips; trip += 1) {
    await agent.getClock();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Cuts the connection, does the work, and resolves after the reconnect. */
export async function whileAway(
  platform: MessagingPlatform,
  agent: Agent,
  work: () => void = () => undefined,
): Promise<void> {
  const back = new Promise<void>((resolve) => agent.once('reconnected', () => resolve()));
  platform.cut();
  work();
  await back;
}

/** The work of handlers, which lasts until `finish()`. */
export class Work {
  readonly #finishers: (() => void)[] = [];

  begin(): Promise<void> {
    return new Promise((resolve) => this.#finishers.push(resolve));
  }

  /** Resolves all promises of `begin()`. */
  finish(): void {
    for (const finish of this.#finishers.splice(0)) finish();
  }
}

/** A cursor store in memory that lists its dialogs. */
export class KeyedStore extends Map<string, number> {
  dialogs(): Iterable<string> {
    return [...this.keys()];
  }
}
