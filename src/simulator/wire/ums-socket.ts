import type { Duplex } from 'node:stream';
import { WebSocket, type RawData } from 'ws';
import type { NotificationFrame } from '../../transport/frame.js';
import type { LoginSession } from '../platform/accounts.js';
import type { Responder, IncomingRequest } from './responder.js';
import type { AgentConnection } from '../platform/connections.js';
import type { ApiVersion } from '../platform/conversation-result.js';
import type { Direction, Faults, FrameFault, FrameFields } from '../faults/faults.js';
import { redactFrame } from '../../support/redact.js';
import type { SimulatedSubscription } from '../platform/notifier.js';
import type { Timers } from '../clock.js';
import type { Feed } from '../feed.js';
import type { FrameEntry } from '../feed-entries.js';
import { describeFrame } from '../transcript.js';

export interface SocketContext {
  readonly responder: Responder;
  readonly faults: Faults;
  readonly timers: Timers;
  readonly feed: Feed;
  readonly bareSingleElements: boolean | 'all';
}

/** Payload of the pings that the transcript does not contain: they are no part of the protocol. */
const ROUND_TRIP = Buffer.from('round trip');

/** One open UMS socket of an agent. */
export class UmsSocket implements AgentConnection {
  readonly subscriptions = new Map<string, SimulatedSubscription>();
  availability: string | undefined = undefined;
  readonly #webSocket: WebSocket;
  readonly #tcp: Duplex;
  readonly #context: SocketContext;
  /** Wire types of the requests without a response, by id. */
  readonly #pending = new Map<string, string>();
  /** Called with the next pong of a round trip, or when the socket closes. */
  readonly #roundTrips = new Set<(isAnswered: boolean) => void>();
  /** Data held back by a black hole; `undefined` without one. */
  #heldBack: (string | Buffer)[] | undefined;

  constructor(
    readonly id: number,
    readonly session: LoginSession,
    readonly version: ApiVersion,
    {
      webSocket,
      tcp,
      context,
      onClosed,
    }: {
      readonly webSocket: WebSocket;
      readonly tcp: Duplex;
      readonly context: SocketContext;
      readonly onClosed: () => void;
    },
  ) {
    this.#webSocket = webSocket;
    this.#tcp = tcp;
    this.#context = context;
    webSocket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    webSocket.on('ping', (data) => this.#onPing(data));
    webSocket.on('pong', (data) => {
      if (data.equals(ROUND_TRIP)) this.#onRoundTrip(true);
      else this.#notePing('pong', 'in');
    });
    webSocket.on('close', (code, reason) => {
      this.#context.feed.add({ kind: 'close', ...this.#identity, code, reason: reason.toString() });
      this.#onRoundTrip(false);
      onClosed();
    });
    // After an error `ws` closes the socket, and `close` is recorded.
    webSocket.on('error', () => {});
  }

  get agent(): LoginSession['agent'] {
    return this.session.agent;
  }

  notify(type: string, body: unknown): void {
    const { bareSingleElements: bare } = this.#context;
    const frame: NotificationFrame = {
      kind: 'notification',
      type,
      body: bare === false ? body : withBareElements(body, bare === 'all' ? everyList : unreadLists),
    };
    this.send(frame);
  }

  /** Sends an object as JSON, a string or a buffer unchanged, valid or not. */
  send(frame: object | string): void {
    if (typeof frame === 'string') this.#send(frame, fieldsOf(frame));
    else if (Buffer.isBuffer(frame)) this.#sendBinary(frame);
    else this.#send(JSON.stringify(frame), frame);
  }

  /** Sends a close frame with any code, even one that `ws` refuses to send; with 1006 cuts the connection without one. */
  close(code: number, reason: string): void {
    if (code === 1006) return this.drop();
    try {
      this.#webSocket.close(code, reason);
    } catch {
      const text = Buffer.from(reason).subarray(0, 123);
      this.#tcp.end(Buffer.concat([Buffer.from([0x88, text.length + 2, code >> 8, code & 0xff]), text]));
    }
  }

  /** Cuts the connection without a close frame. */
  drop(): void {
    this.#webSocket.terminate();
  }

  /**
   * Carries a request out as if the agent had sent it. The transcript has request and response; the agent gets the
   * notifications that the request causes, but no response.
   */
  repeat(frame: FrameFields): void {
    const request = requestOf(frame);
    if (!request) return;
    this.#note('in', frame, JSON.stringify(frame), undefined);
    this.#pending.set(request.id, request.type);
    this.#context.responder.respond(this, request, (response) => {
      this.#note('out', response, JSON.stringify(response), undefined);
      this.#pending.delete(request.id);
    });
  }

  /**
   * Resolves when the agent has received everything sent before, and when the socket closes; in a black hole at once.
   *
   * @returns Whether the agent has answered the ping.
   */
  async roundTrip(): Promise<boolean> {
    if (this.#heldBack !== undefined || this.#webSocket.readyState !== WebSocket.OPEN) return false;
    return new Promise((resolve) => {
      this.#roundTrips.add(resolve);
      this.#webSocket.ping(ROUND_TRIP);
    });
  }

  /** Stops reading and sending. Switched off, everything that was held back is delivered. */
  blackhole(on: boolean): void {
    if (on && this.#heldBack === undefined) {
      this.#heldBack = [];
      this.#onRoundTrip(false);
      this.#webSocket.pause();
    }
    if (!on && this.#heldBack !== undefined) {
      const heldBack = this.#heldBack;
      this.#heldBack = undefined;
      for (const data of heldBack) this.#deliver(data);
      this.#webSocket.resume();
    }
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    // A Buffer, because `binaryType` is `ws`'s default.
    const raw = (data as Buffer).toString();
    const frame = isBinary ? undefined : fieldsOf(raw);
    const { faults } = this.#context;
    const fault = faults.hasFrameFaults('in') ? faults.takeFrame('in', frame, raw) : undefined;
    this.#note('in', frame, raw, fault);
    if (fault === undefined) this.#handle(frame);
    else this.#withFault(fault, raw, (changed) => this.#handle(changed === raw ? frame : fieldsOf(String(changed))));
  }

  #handle(frame: FrameFields | undefined): void {
    const request = requestOf(frame);
    if (!request) return;
    this.#pending.set(request.id, request.type);
    this.#context.responder.respond(this, request, (response) => {
      this.send(response);
      this.#pending.delete(request.id);
    });
  }

  #send(raw: string, frame: FrameFields | undefined): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return;
    const { faults } = this.#context;
    const fault = faults.hasFrameFaults('out') ? faults.takeFrame('out', frame, raw) : undefined;
    this.#note('out', frame, raw, fault);
    if (fault === undefined) this.#deliver(raw);
    else this.#withFault(fault, raw, (changed) => this.#deliver(changed));
  }

  #sendBinary(data: Buffer): void {
    this.#note('out', undefined, `${data.length} bytes`, undefined);
    this.#deliver(data);
  }

  #withFault(fault: FrameFault, raw: string, pass: (data: string | Buffer) => void): void {
    if (fault.drop) return;
    const data = fault.replaceWith ?? raw;
    const deliver = (): void => {
      pass(data);
      if (fault.duplicate) pass(data);
    };
    if (fault.delayMs === undefined) deliver();
    else this.#context.timers.after(fault.delayMs, deliver);
  }

  #deliver(data: string | Buffer): void {
    if (this.#heldBack) this.#heldBack.push(data);
    else if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.send(data);
  }

  #onRoundTrip(isAnswered: boolean): void {
    for (const resolve of this.#roundTrips) resolve(isAnswered);
    this.#roundTrips.clear();
  }

  #onPing(data: Buffer): void {
    this.#notePing('ping', 'in');
    if (this.#context.faults.ignoresPings || this.#webSocket.readyState !== WebSocket.OPEN) return;
    this.#webSocket.pong(data);
    this.#notePing('pong', 'out');
  }

  #notePing(kind: 'ping' | 'pong', direction: Direction): void {
    this.#context.feed.add({ kind, direction, ...this.#identity });
  }

  #note(direction: Direction, frame: FrameFields | undefined, raw: string, fault: FrameFault | undefined): void {
    const outcome = faultName(fault);
    this.#context.feed.add({
      kind: 'frame',
      direction,
      ...this.#identity,
      frame: redactFrame(frame ?? raw, raw),
      ...describeFrame(frame, (reqId) => this.#pending.get(reqId)),
      ...(outcome && { fault: outcome }),
    });
  }

  get #identity(): { readonly connectionId: number; readonly userId: string } {
    return { connectionId: this.id, userId: this.agent.userId };
  }
}

/** The frame as an object; `undefined` if it is no JSON object. */
function fieldsOf(raw: string): FrameFields | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A request that can be answered has a type and an id. */
function requestOf(frame: FrameFields | undefined): IncomingRequest | undefined {
  if (frame === undefined || (frame.kind !== undefined && frame.kind !== 'req')) return undefined;
  const { id, type, body, headers, metadata, encodedMetadata } = frame as FrameFields & Record<string, unknown>;
  if (typeof type !== 'string' || (typeof id !== 'string' && typeof id !== 'number')) return undefined;
  return { id: String(id), type, body: body ?? {}, headers, metadata, encodedMetadata };
}

function faultName(fault: FrameFault | undefined): FrameEntry['fault'] {
  if (fault === undefined) return undefined;
  if (fault.drop) return 'dropped';
  if (fault.replaceWith !== undefined) return 'replaced';
  if (fault.duplicate) return 'duplicated';
  return 'delayed';
}

/** Names of members that are lists, and of members whose own members are lists. */
interface BareLists {
  readonly lists: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
}

const everyList: BareLists = {
  lists: new Set(['changes', 'ringsDetails', 'participantsDetails', 'dialogs', 'sequenceList']),
  roles: new Set(['participants', 'participantsPId']),
};
/** Lists that node-agent-sdk 1.4.11 passes on without reading them. */
const unreadLists: BareLists = { lists: new Set(['sequenceList']), roles: new Set() };

/** Replaces lists of one element by the element. See docs/protocol.md#2.4. */
function withBareElements(value: unknown, bare: BareLists, key = ''): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element) => withBareElements(element, bare));
    return bare.lists.has(key) && elements.length === 1 ? elements[0] : elements;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isRole = bare.roles.has(key) && Array.isArray(member) && member.length === 1;
      return [name, isRole ? member[0] : withBareElements(member, bare, name)];
    }),
  );
}
