import { EventEmitter } from 'node:events';
import { z } from 'zod';
import { MessagingClient } from '../../src/messaging-client.js';
import { resolveOptions, type AgentSettings } from '../../src/options/options.js';
import type { AnyRequest } from '../../src/protocol/define.js';
import { domainKey } from '../../src/rest/domains.js';
import { ProcessScope } from '../../src/support/process-scope.js';
import { memorySocket, type MemoryPeer } from '../../src/transport/memory-socket.js';
import { eagerly } from '../support/agents.js';
import { Queue } from '../support/queue.js';

/** A request frame as the client sent it. */
export interface SentFrame {
  readonly id: string;
  readonly type: string;
  readonly body: unknown;
}

/** An entry for tests, which accepts any body and any response. */
export function entry(fields: Partial<AnyRequest> = {}): AnyRequest {
  return {
    type: '.made.Up',
    responseType: '.made.Up$Response',
    request: z.compile(z.unknown()),
    response: z.compile(z.unknown()),
    example: { request: {}, wire: {}, response: {}, result: {} },
    ...fields,
  };
}

/** A client whose sockets are in memory. The test sends the frames of the platform. */
export class ClientWorld implements Disposable {
  readonly emitter = new EventEmitter();
  readonly client: MessagingClient;
  /** The events that {@link listen} has named, with their arguments. */
  readonly heard: (readonly [event: string, ...args: unknown[]])[] = [];
  readonly #peers = new Queue<MemoryPeer>();
  readonly #frames = new Queue<SentFrame>();
  #peer: MemoryPeer | undefined;

  private constructor(settings: Partial<AgentSettings>) {
    const scope = new ProcessScope();
    const options = resolveOptions({
      accountId: '1',
      token: 'bearer',
      userId: '501',
      autoConnect: false,
      keepAlive: false,
      reconnect: eagerly,
      scope,
      ...settings,
    });
    void scope.domains.find(
      domainKey(options.csdsDomain, '1'),
      () => Promise.resolve({ facadeMsg: 'facade.test' }),
      undefined,
    );
    this.client = new MessagingClient(options, this.emitter, () => memorySocket((peer) => this.#peers.put(peer)));
  }

  static async connected(settings: Partial<AgentSettings> = {}): Promise<ClientWorld> {
    const world = new ClientWorld(settings);
    await world.connect();
    return world;
  }

  /** A client that has not connected. */
  static idle(settings: Partial<AgentSettings> = {}): ClientWorld {
    return new ClientWorld(settings);
  }

  async connect(): Promise<void> {
    const ready = this.client.ready('connect()', {}, () => this.client.lifecycle.start());
    await this.accept();
    await ready;
  }

  /** The peer of the latest socket. */
  get peer(): MemoryPeer {
    if (this.#peer === undefined) throw new Error('There is no socket yet');
    return this.#peer;
  }

  /** Accepts the next socket, as soon as the client opens one. */
  async accept(): Promise<void> {
    const peer = await this.#peers.take();
    peer.onText = (text) => this.#frames.put(JSON.parse(text) as SentFrame);
    this.#peer = peer;
    peer.accept();
  }

  /** Fails the next socket, as soon as the client opens one. */
  async fail(): Promise<void> {
    (await this.#peers.take()).fail(new Error('no network'));
  }

  /** Ends the socket, and accepts the one with which the client reconnects. */
  async reconnect(): Promise<void> {
    this.peer.close(1006);
    await this.accept();
  }

  /** The next frame of the client. */
  sent(): Promise<SentFrame> {
    return this.#frames.take();
  }

  /** The number of frames that the test has not taken. */
  get unread(): number {
    return this.#frames.size;
  }

  answer({ id, type }: SentFrame, body: unknown, code = 200): void {
    this.peer.send({ kind: 'resp', reqId: id, code, type: `${type}$Response`, body });
  }

  notify(type: string, body: unknown): void {
    this.peer.send({ kind: 'notification', type, body });
  }

  /** Makes a request of a made-up entry and answers it. @returns The result. */
  async exchange(name: string, made: AnyRequest, body: unknown, response: unknown): Promise<unknown> {
    const result = this.client.requests.call(name, made, body, undefined);
    this.answer(await this.sent(), response);
    return result;
  }

  /** Records these events in {@link heard} from now on. */
  listen(...events: readonly string[]): void {
    for (const event of events) this.emitter.on(event, (...args: unknown[]) => void this.heard.push([event, ...args]));
  }

  /** The next emission of an event. */
  next(event: string): Promise<readonly unknown[]> {
    return new Promise((resolve) => this.emitter.once(event, (...args: unknown[]) => resolve(args)));
  }

  [Symbol.dispose](): void {
    this.client.dispose();
  }
}
