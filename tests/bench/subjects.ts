import { createRequire } from 'node:module';
import type * as sdk from 'node-agent-sdk';
import { WebSocket } from 'ws';
import type { NotificationKind } from './bodies.js';
import { publish, type SubjectName } from './protocol.js';

/** A client under measurement. */
export interface Subject {
  connect(): Promise<void>;
  publish(dialogId: string, timeoutMs?: number): Promise<unknown>;
  /** Calls `heard` for each notification of the kind with a checksum of its fields, so that no field is skipped. */
  listen(kind: NotificationKind, heard: (sum: number) => void): void;
  close(): Promise<void>;
}

export interface Account {
  readonly port: number;
  readonly user: string;
}

// The fields that the handler of each kind reads, in the shape of that client. Equal checksums prove equal work.
type Loose = Readonly<Record<string, unknown>>;

function sumMessage(change: Loose): number {
  const { event } = change as { event: { message: string; contentType: string } };
  return (
    Number(change['sequence']) + String(change['dialogId']).length + event.message.length + event.contentType.length
  );
}

function sumConversation(result: Loose, participants: number): number {
  const details = result['conversationDetails'] as {
    dialogs: readonly { dialogId: string; participantsDetails: readonly { role: string; state: string }[] }[];
    state: string;
    skillId: string;
    startTs: number;
  };
  let sum =
    Number(result['effectiveTTR']) + details.startTs + details.state.length + details.skillId.length + participants;
  for (const { dialogId, participantsDetails } of details.dialogs) {
    sum += dialogId.length;
    for (const { role, state } of participantsDetails) sum += role.length + state.length;
  }
  return sum;
}

function sumRouting(result: Loose): number {
  let sum = String(result['conversationId']).length + String(result['consumerId']).length;
  for (const ring of result['ringsDetails'] as readonly {
    ringId: string;
    ringState: string;
    ringExpirationTs: number;
  }[]) {
    sum += ring.ringId.length + ring.ringState.length + ring.ringExpirationTs;
  }
  return sum;
}

const events: Readonly<Record<NotificationKind, string>> = {
  message: 'ms.MessagingEventNotification',
  conversation: 'cqm.ExConversationChangeNotification',
  routing: 'routing.RoutingTaskNotification',
};

/** The checksum of a body as decoded by the SDKs. */
function sumOf(kind: NotificationKind, body: { readonly changes: readonly Loose[] }): number {
  let sum = 0;
  for (const change of body.changes) {
    if (kind === 'message') sum += sumMessage(change);
    else if (kind === 'routing') sum += sumRouting(change['result'] as Loose);
    else {
      const result = change['result'] as { conversationDetails: { participants: readonly unknown[] } };
      sum += sumConversation(result as unknown as Loose, result.conversationDetails.participants.length);
    }
  }
  return sum;
}

/** A hand-written client: `fetch`, `ws` with its defaults, JSON, a Map of pending requests, and nothing else. */
class Raw implements Subject {
  readonly #account: Account;
  readonly #pending = new Map<string, (body: unknown) => void>();
  readonly #heard = new Map<string, (body: Loose) => void>();
  #socket: WebSocket | undefined;
  #lastId = 0;

  constructor(account: Account) {
    this.#account = account;
  }

  async connect(): Promise<void> {
    const { port, user } = this.#account;
    const directory = (await json(
      `https://127.0.0.1:${port}/api/account/10000001/service/baseURI.json?version=1.0`,
    )) as { readonly baseURIs: readonly { readonly service: string; readonly baseURI: string }[] };
    const domains = Object.fromEntries(directory.baseURIs.map(({ service, baseURI }) => [service, baseURI]));
    const { bearer } = (await json(`https://${domains['agentVep']}/api/account/10000001/login?v=1.3`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: user, password: 'p' }),
    })) as { readonly bearer: string };
    const socket = new WebSocket(
      `wss://${domains['facadeMsg']}/ws_api/account/10000001/messaging/brand/${bearer}?v=2.1`,
    );
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(data));
    await new Promise<void>((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
  }

  publish(dialogId: string, timeoutMs?: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = String((this.#lastId += 1));
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => this.#pending.delete(id) && reject(new Error('timeout')), timeoutMs);
      this.#pending.set(id, timer === undefined ? resolve : (body) => (clearTimeout(timer), resolve(body)));
      this.#socket?.send(
        JSON.stringify({ kind: 'req', id, type: '.ams.ms.PublishEvent', body: { ...publish, dialogId } }),
      );
    });
  }

  listen(kind: NotificationKind, heard: (sum: number) => void): void {
    const sums: Readonly<Record<NotificationKind, (body: Loose) => number>> = {
      message: sumMessage,
      routing: (body) => sumAll(body, (result) => sumRouting(result)),
      conversation: (body) =>
        sumAll(body, (result) => {
          const { participantsPId } = (
            result as { conversationDetails: { participantsPId: Readonly<Record<string, readonly string[]>> } }
          ).conversationDetails;
          let participants = 0;
          for (const ids of Object.values(participantsPId)) participants += ids.length;
          return sumConversation(result, participants);
        }),
    };
    const types: Readonly<Record<NotificationKind, string>> = {
      message: '.ams.ms.OnlineEventDistribution',
      conversation: '.ams.aam.ExConversationChangeNotification',
      routing: '.ams.routing.RoutingTaskNotification',
    };
    this.#heard.set(types[kind], (body) => heard(sums[kind](body)));
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    await new Promise((resolve) => {
      socket.on('close', resolve);
      socket.close();
    });
  }

  #receive(data: Buffer): void {
    const frame = JSON.parse(data.toString()) as { kind: string; reqId: string; type: string; body: Loose };
    if (frame.kind === 'resp') {
      const settle = this.#pending.get(frame.reqId);
      this.#pending.delete(frame.reqId);
      settle?.(frame.body);
    } else {
      this.#heard.get(frame.type)?.(frame.body);
    }
  }
}

function sumAll(body: Loose, sum: (result: Loose) => number): number {
  let all = 0;
  for (const { result } of body['changes'] as readonly { result: Loose }[]) all += sum(result);
  return all;
}

async function json(url: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  return response.json();
}

/** The built package, or the build that `BENCH_DIST` names. */
const dist = process.env['BENCH_DIST'] ?? new URL('../../dist/', import.meta.url).href;

async function makeOurs({ port, user }: Account): Promise<Subject> {
  const { Agent } = (await import(`${dist}index.js`)) as typeof sdk;
  const agent = new Agent({
    accountId: '10000001',
    username: user,
    password: 'p',
    csdsDomain: `127.0.0.1:${port}`,
    autoConnect: false,
  });
  return {
    connect: () => agent.connect(),
    publish: (dialogId, timeout) =>
      agent.publishEvent({ ...publish, dialogId }, timeout === undefined ? undefined : { timeout }),
    listen: (kind, heard) => {
      agent.on(events[kind] as 'ms.MessagingEventNotification', (body) =>
        heard(sumOf(kind, body as unknown as { changes: Loose[] })),
      );
    },
    close: () => agent.close(),
  };
}

/** The members that both callback APIs share and the benchmark uses. */
interface CallbackAgent {
  on(event: string, handler: (...args: readonly never[]) => void): unknown;
  publishEvent(body: object, callback: (error: unknown, body: unknown) => void): unknown;
  dispose(): void;
}

type CallbackAgentClass = new (conf: object) => CallbackAgent;

function makeCallback(AgentClass: CallbackAgentClass, { port, user }: Account): Subject {
  let agent: CallbackAgent | undefined;
  const listeners: [string, (body: never) => void][] = [];
  return {
    connect: () =>
      new Promise((resolve, reject) => {
        agent = new AgentClass({
          accountId: '10000001',
          username: user,
          password: 'p',
          csdsDomain: `127.0.0.1:${port}`,
        });
        agent.on('connected', () => resolve());
        agent.on('error', reject as never);
        for (const [event, listener] of listeners) agent.on(event, listener);
      }),
    publish: (dialogId) =>
      new Promise((resolve, reject) => {
        agent?.publishEvent({ ...publish, dialogId }, (error, body) =>
          error ? reject(error as Error) : resolve(body),
        );
      }),
    listen: (kind, heard) => {
      const listener = (body: never): void => heard(sumOf(kind, body));
      listeners.push([events[kind], listener]);
      agent?.on(events[kind], listener);
    },
    close: async () => agent?.dispose(),
  };
}

export async function makeSubject(name: SubjectName, account: Account): Promise<Subject> {
  const require = createRequire(import.meta.url);
  switch (name) {
    case 'raw':
      return new Raw(account);
    case 'ours':
      return makeOurs(account);
    case 'legacy': {
      const { Agent } = (await import(`${dist}legacy.js`)) as { Agent: CallbackAgentClass };
      return makeCallback(Agent, account);
    }
    case 'original': {
      const { Agent } = require('original') as { Agent: CallbackAgentClass };
      return makeCallback(Agent, account);
    }
  }
}
