import { once } from 'node:events';
import { fetch, type Response } from 'undici';
import { WebSocket, type ClientOptions, type RawData } from 'ws';
import type { AgentAccount, Simulator } from '../../src/simulator/index.js';

/** The members of a frame that these tests read. */
export interface Frame {
  readonly kind: string;
  readonly reqId?: string;
  readonly code?: number;
  readonly type: string;
  readonly body: Body;
}

interface Body {
  readonly [member: string]: unknown;
  readonly sequence?: number;
  readonly subscriptionId?: string;
  readonly changes?: readonly { readonly type: string; readonly result: Result }[];
}

interface Result {
  readonly [member: string]: unknown;
  readonly convId?: string;
  readonly taskCompleted?: boolean;
  readonly ringsDetails?: readonly { readonly ringId: string; readonly ringState: string }[];
  readonly conversationDetails?: Details;
}

interface Details {
  readonly [member: string]: unknown;
  readonly dialogs: readonly {
    readonly [member: string]: unknown;
    readonly participantsDetails: readonly { readonly id: string; readonly role: string; readonly state?: string }[];
  }[];
}

export interface Login {
  readonly bearer: string;
  readonly csrf: string;
  readonly cookie: string;
  readonly config: { readonly userId: string; readonly userPid: string };
}

/** POSTs JSON to a session service of the account. */
export async function post(
  simulator: Simulator,
  service: 'login' | 'refresh' | 'logout',
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`http://${simulator.host}/api/account/${simulator.accountId}/${service}?v=1.3`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export async function logIn(
  simulator: Simulator,
  user: AgentAccount | undefined = simulator.agents[0],
): Promise<Login> {
  const response = await post(simulator, 'login', { username: user?.username, password: user?.password });
  const cookie = response.headers
    .getSetCookie()
    .map((it) => it.split(';')[0] ?? '')
    .join('; ');
  return { ...((await response.json()) as Omit<Login, 'cookie'>), cookie };
}

export function socketUrl(simulator: Simulator, token: string, query = '?v=2.1'): string {
  return `ws://${simulator.host}/ws_api/account/${simulator.accountId}/messaging/brand/${token}${query}`;
}

/** A raw UMS client that keeps every frame it receives. */
export class Peer implements AsyncDisposable {
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  readonly #arrivals = new Set<() => void>();
  #requests = 0;

  private constructor(readonly webSocket: WebSocket) {
    this.closed = new Promise((resolve) => webSocket.once('close', (code) => resolve(code)));
    webSocket.on('error', () => {});
    webSocket.on('message', (data: RawData) => {
      // A Buffer, because `binaryType` is `ws`'s default.
      this.frames.push(parsed((data as Buffer).toString()));
      for (const arrived of this.#arrivals) arrived();
    });
  }

  /** Resolves when the socket is open. */
  static async open(url: string, options: ClientOptions = {}): Promise<Peer> {
    const webSocket = new WebSocket(url, options);
    const peer = new Peer(webSocket);
    await once(webSocket, 'open');
    return peer;
  }

  static async of(simulator: Simulator, user?: AgentAccount, query?: string): Promise<Peer> {
    return Peer.open(socketUrl(simulator, (await logIn(simulator, user)).bearer, query));
  }

  /** A peer that is online and subscribed to rings and conversations. */
  static async ready(simulator: Simulator, user?: AgentAccount): Promise<Peer> {
    const peer = await Peer.of(simulator, user);
    await peer.request('.ams.routing.SetAgentState', { availability: 'ONLINE' });
    await peer.request('.ams.routing.SubscribeRoutingTasks');
    await peer.request('.ams.aam.SubscribeExConversations', { convState: ['OPEN'] });
    return peer;
  }

  async request(type: string, body?: unknown, more: object = {}): Promise<Frame> {
    this.#requests += 1;
    const id = `r${this.#requests}`;
    this.webSocket.send(JSON.stringify({ kind: 'req', id, type, ...(body === undefined ? {} : { body }), ...more }));
    return this.next((frame) => frame.reqId === id);
  }

  /** The first accepted frame, past or future. */
  async next(accepts: (frame: Frame) => boolean): Promise<Frame> {
    const past = this.frames.find(accepts);
    if (past) return past;
    return new Promise((resolve) => {
      const arrived = (): void => {
        const frame = this.frames.at(-1);
        if (!frame || !accepts(frame)) return;
        this.#arrivals.delete(arrived);
        resolve(frame);
      };
      this.#arrivals.add(arrived);
    });
  }

  /** All frames of a type that were sent before now: a response to a later request comes after them. */
  async all(type: string): Promise<readonly Frame[]> {
    await this.request('.GetClock');
    return this.frames.filter((frame) => frame.type === type);
  }

  /** Accepts the ring of a conversation. */
  async accept(conversationId: string): Promise<Frame> {
    return this.request('.ams.routing.UpdateRingState', {
      ringId: await this.ring(conversationId),
      ringState: 'ACCEPTED',
    });
  }

  /** The id of the conversation's waiting ring. */
  async ring(conversationId: string): Promise<string> {
    const frame = await this.next((it) => ringsIn(it, conversationId, 'WAITING').length > 0);
    return ringsIn(frame, conversationId, 'WAITING')[0] ?? '';
  }

  async say(dialogId: string, message: string, more: object = {}): Promise<Frame> {
    return this.request('.ams.ms.PublishEvent', {
      dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message },
      ...more,
    });
  }

  async update(conversationId: string, ...conversationField: readonly object[]): Promise<Frame> {
    return this.request('.ams.cm.UpdateConversationField', { conversationId, conversationField });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.webSocket.terminate();
    await this.closed;
  }
}

/** Ids of the conversation's rings in this state. */
export function ringsIn(frame: Frame, conversationId: string, state: string): readonly string[] {
  const results = (frame.body?.changes ?? []).map(({ result }) => result);
  return results
    .filter((result) => result['conversationId'] === conversationId)
    .flatMap((result) => result.ringsDetails ?? [])
    .filter(({ ringState }) => ringState === state)
    .map(({ ringId }) => ringId);
}

/** The status of an upgrade: 101 if the socket opens. */
export async function upgradeStatus(url: string): Promise<number> {
  const webSocket = new WebSocket(url);
  webSocket.on('error', () => {});
  return new Promise((resolve) => {
    webSocket.once('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    webSocket.once('open', () => {
      resolve(101);
      webSocket.terminate();
    });
  });
}

function parsed(text: string): Frame {
  try {
    return JSON.parse(text) as Frame;
  } catch {
    return { kind: 'unreadable', type: text, body: {} };
  }
}
