import type { Duplex } from 'node:stream';
import { WebSocket, type RawData } from 'ws';
import type { NotificationFrame } from '../../transport/frame.js';
import type { LoginSession } from '../platform/accounts.js';
import type { Answers, IncomingRequest } from './answers.js';
import type { AgentConnection } from '../platform/connections.js';
import type { ApiVersion } from '../platform/conversation-result.js';
import type { Direction, Faults, FrameFault, FrameFields } from '../faults/faults.js';
import { redactFrame } from '../../support/redact.js';
import type { SimulatedSubscription } from '../platform/notifier.js';
import type { Timers } from '../timers.js';
import { describeFrame, type FrameEntry, type Transcript } from '../transcript.js';

export interface SocketContext {
  readonly answers: Answers;
  readonly faults: Faults;
  readonly timers: Timers;
  readonly transcript: Transcript;
  readonly bareSingleElements: boolean | 'all';
}

/** One open socket of an agent. */
export class UmsSocket implements AgentConnection {
  readonly subscriptions = new Map<string, SimulatedSubscription>();
  availability: string | undefined = undefined;
  readonly #webSocket: WebSocket;
  readonly #tcp: Duplex;
  readonly #context: SocketContext;
  /** Types of the requests that have no answer yet, by id. */
  readonly #asked = new Map<string, string>();
  /** What waits for the end of a black hole; `undefined` outside of one. */
  #swallowed: (string | Buffer)[] | undefined;

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
    webSocket.on('pong', () => this.#notePing('pong', 'in'));
    webSocket.on('close', (code, reason) => {
      this.#context.transcript.add({ kind: 'close', ...this.#who, code, reason: reason.toString() });
      onClosed();
    });
    // A peer that breaks the protocol is closed by ws; the close says all there is to say.
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
      body: bare === false ? body : withBareElements(body, bare === 'all' ? everyList : survivableLists),
    };
    this.send(frame);
  }

  /** An object as JSON; a string or a buffer as it is, whatever it may be. */
  send(frame: object | string): void {
    if (typeof frame === 'string') this.#send(frame, fieldsOf(frame));
    else if (Buffer.isBuffer(frame)) this.#sendBinary(frame);
    else this.#send(JSON.stringify(frame), frame);
  }

  /** With a close frame of any code, those included that should never be sent. */
  close(code: number, reason: string): void {
    try {
      this.#webSocket.close(code, reason);
    } catch {
      const text = Buffer.from(reason).subarray(0, 123);
      this.#tcp.end(Buffer.concat([Buffer.from([0x88, text.length + 2, code >> 8, code & 0xff]), text]));
    }
  }

  /** Without a close frame: the agent sees 1006. */
  drop(): void {
    this.#webSocket.terminate();
  }

  /** Takes bytes and gives none, until it is switched off; then everything that was held up comes through. */
  blackhole(on: boolean): void {
    if (on && this.#swallowed === undefined) {
      this.#swallowed = [];
      this.#webSocket.pause();
    }
    if (!on && this.#swallowed !== undefined) {
      const swallowed = this.#swallowed;
      this.#swallowed = undefined;
      for (const data of swallowed) this.#deliver(data);
      this.#webSocket.resume();
    }
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    // Of the forms that ws may deliver in, this one is the default and the only one.
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
    this.#asked.set(request.id, request.type);
    this.#context.answers.respond(this, request, (response) => {
      this.send(response);
      this.#asked.delete(request.id);
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
    if (this.#swallowed) this.#swallowed.push(data);
    else if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.send(data);
  }

  #onPing(data: Buffer): void {
    this.#notePing('ping', 'in');
    if (this.#context.faults.ignoresPings || this.#webSocket.readyState !== WebSocket.OPEN) return;
    this.#webSocket.pong(data);
    this.#notePing('pong', 'out');
  }

  #notePing(kind: 'ping' | 'pong', direction: Direction): void {
    this.#context.transcript.add({ kind, direction, ...this.#who });
  }

  #note(direction: Direction, frame: FrameFields | undefined, raw: string, fault: FrameFault | undefined): void {
    const outcome = faultName(fault);
    this.#context.transcript.add({
      kind: 'frame',
      direction,
      ...this.#who,
      frame: redactFrame(frame ?? raw, raw),
      ...describeFrame(frame, (reqId) => this.#asked.get(reqId)),
      ...(outcome && { fault: outcome }),
    });
  }

  get #who(): { readonly socketId: number; readonly userId: string } {
    return { socketId: this.id, userId: this.agent.userId };
  }
}

/** The members of a frame; `undefined` if it is no JSON object. */
function fieldsOf(raw: string): FrameFields | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A request UMS can answer: with a type, and with an id to name in the answer (P 2.1). */
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

/** Members that are lists, and members whose own members are. */
interface BareLists {
  readonly lists: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
}

const everyList: BareLists = {
  lists: new Set(['changes', 'ringsDetails', 'participantsDetails', 'dialogs', 'sequenceList']),
  roles: new Set(['participants', 'participantsPId']),
};
/** Those that node-agent-sdk 1.4.11 hands on without looking into them. */
const survivableLists: BareLists = { lists: new Set(['sequenceList']), roles: new Set() };

/** P 2.4. */
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
