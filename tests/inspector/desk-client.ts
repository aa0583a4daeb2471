import { EventEmitter, once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Bot, MemoryStore, type BotSetup } from '../../src/bot/index.js';
import type {
  CommandName,
  DeskConversation,
  Desk,
  EventLine,
  FrameDetail,
  CommandInput,
  Line,
  LineRow,
  MessageLine,
  Push,
  RequestRow,
  CommandResult,
  WireRow,
} from '../../src/inspector/contract.js';
import { startInspector, type Inspector, type InspectorOptions } from '../../src/inspector/inspector.js';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
import { eagerly, startPlatform } from '../support/agents.js';

export const page = { html: '<!doctype html><title>Desk</title>', script: 'void 0;', style: 'body{}' };

/** What the page of a desk does, without a browser: keeps what the socket sends, and sends commands. */
export class DeskClient {
  readonly lines = new Map<string, Line>();
  readonly rows = new Map<number, WireRow>();
  desk: Desk | undefined;
  readonly #address: URL;
  readonly #webSocket: WebSocket;
  readonly #news = new EventEmitter();
  /** Pushes by kind. */
  readonly pushes = { desk: 0, lines: 0, rows: 0 };

  constructor(address: string) {
    this.#address = new URL(address);
    this.#webSocket = new WebSocket(this.url('/inspector/socket').replace(/^http/, 'ws'));
    this.#webSocket.on('message', (data: Buffer) => this.#read(JSON.parse(data.toString()) as Push));
  }

  /** An address of the API, with the token. */
  url(path: string): string {
    const url = new URL(path, this.#address);
    url.search = this.#address.search;
    return url.href;
  }

  async post(name: string, input: unknown): Promise<Response> {
    return fetch(this.url(`/inspector/${name}`), { method: 'POST', body: JSON.stringify(input) });
  }

  /** @throws {Error} The command is refused. */
  async run<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandResult<Name>> {
    const response = await this.post(name, input);
    if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
    // As the contract says.
    return (await response.json()) as CommandResult<Name>;
  }

  async detail(rowId: number): Promise<FrameDetail> {
    const response = await fetch(this.url(`/inspector/frames/${rowId}`));
    return (await response.json()) as FrameDetail;
  }

  /** Resolves with the first value that is there, now or after a push. */
  async until<Value>(find: (client: this) => Value | undefined): Promise<Value> {
    for (;;) {
      const found = find(this);
      if (found !== undefined) return found;
      await once(this.#news, 'news');
    }
  }

  message(text: string, matches: (line: MessageLine) => boolean = () => true): Promise<MessageLine> {
    return this.until(({ lines }) =>
      [...lines.values()].findLast((it): it is MessageLine => it.kind === 'message' && it.text === text && matches(it)),
    );
  }

  event(what: EventLine['what']): Promise<EventLine> {
    return this.until(({ lines }) =>
      [...lines.values()].findLast((it): it is EventLine => it.kind === 'event' && it.what === what),
    );
  }

  request(matches: (row: RequestRow) => boolean): Promise<RequestRow> {
    return this.until(({ rows }) =>
      [...rows.values()].findLast((it): it is RequestRow => it.kind === 'request' && matches(it)),
    );
  }

  lineRow(kind: LineRow['kind'], matches: (row: LineRow) => boolean = () => true): Promise<LineRow> {
    return this.until(({ rows }) =>
      [...rows.values()].findLast((it): it is LineRow => 'title' in it && it.kind === kind && matches(it)),
    );
  }

  conversation(matches: (view: DeskConversation) => boolean = () => true): Promise<DeskConversation> {
    return this.until(({ desk }) => desk?.conversations.findLast(matches));
  }

  /** A consumer who says something in a new conversation. */
  async consumerSays(text: string, name = 'Ada'): Promise<string> {
    const { consumerId } = await this.run('addConsumer', { name });
    await this.run('say', { consumerId, text });
    return consumerId;
  }

  /** Stops reading, as a page whose process is suspended. */
  pause(): void {
    this.#webSocket.pause();
  }

  resume(): void {
    this.#webSocket.resume();
  }

  close(): void {
    this.#webSocket.terminate();
  }

  #read(push: Push): void {
    this.pushes[push.kind] += 1;
    if (push.kind === 'desk') this.desk = push.desk;
    else if (push.kind === 'lines') for (const line of push.lines) this.lines.set(line.id, line);
    else for (const row of push.rows) this.rows.set(row.id, row);
    this.#news.emit('news');
  }
}

export interface DeskWorld {
  readonly simulator: Simulator;
  readonly inspector: Inspector;
  readonly client: DeskClient;
  readonly setup: BotSetup;
}

/** A platform with a desk and a connected client, without a bot. */
export async function desk(
  { survey = false, ...options }: SimulatorOptions = {},
  inspectorOptions: Partial<InspectorOptions> = {},
): Promise<DeskWorld> {
  const simulator = await startPlatform({
    agents: [{ username: 'greeter', skillIds: ['bot'] }],
    skills: [
      { id: 'bot', name: 'Bot' },
      { id: 'humans', name: 'Humans' },
    ],
    survey,
    ...options,
  });
  const inspector = await startInspector(simulator, {
    page,
    survey,
    skills: ['bot', 'humans'],
    ...inspectorOptions,
  });
  const client = new DeskClient(inspector.address);
  onTestFinished(async () => {
    client.close();
    await inspector.close();
    await simulator.close();
  });
  await client.until((it) => it.desk);
  const agent = { ...simulator.agentOptions(), reconnect: eagerly, requestTimeout: 2_000 };
  return { simulator, inspector, client, setup: { agent, store: new MemoryStore() } };
}

/** A desk with a started bot, which `prepare` gives its handlers. */
export async function deskWithBot(
  prepare: (bot: Bot) => void,
  options: SimulatorOptions = {},
  inspectorOptions: Partial<InspectorOptions> = {},
): Promise<DeskWorld & { readonly bot: Bot; readonly errors: readonly Error[] }> {
  const world = await desk(options, inspectorOptions);
  const bot = new Bot(world.setup);
  const errors: Error[] = [];
  bot.on('error', (error) => errors.push(error));
  prepare(bot);
  onTestFinished(() => bot.stop({ drain: 0 }));
  await bot.start();
  await world.client.until((it) => (it.desk?.bot.state === 'online' ? it.desk : undefined));
  return { ...world, bot, errors };
}
