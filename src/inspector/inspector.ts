import { randomBytes } from 'node:crypto';
import type { RecordedEntry } from '../simulator/feed.js';
import type { Simulator } from '../simulator/simulator.js';
import type { BotProcess } from './bot-process.js';
import { CommandRunner } from './commands.js';
import { ConversationLogs } from './conversation-logs.js';
import { DeskFiles } from './desk-files.js';
import { deskView, type DeskParts } from './desk-view.js';
import { FaultBoard } from './fault-board.js';
import { Guard } from './guard.js';
import { HttpApi, type PageFiles } from './http-api.js';
import { Pages } from './pages.js';
import { People } from './people.js';
import { RoundTrips } from './round-trips.js';
import { WaitingRings } from './waiting-rings.js';
import { WireLog } from './wire-log.js';

export interface InspectorOptions {
  /** Served at `/`, `/page.js` and `/page.css`. */
  readonly page: PageFiles;
  /** Whether the simulator has surveys. */
  readonly survey: boolean;
  /** Ids of the skills that conversations can have. */
  readonly skills: readonly string[];
  readonly bot?: BotProcess | undefined;
  /** By default 128 random bits. */
  readonly token?: string | undefined;
}

/** The page of a simulator and its API, on the simulator's port. */
export class Inspector implements AsyncDisposable {
  /** The page's address with its token. The token admits to the desk. */
  readonly address: string;
  readonly #close: () => void;

  /** Use `startInspector()`. */
  constructor(address: string, close: () => void) {
    this.address = address;
    this.#close = close;
  }

  /** Disconnects the pages, and removes page, API and faults from the simulator. Does not close the simulator. */
  async close(): Promise<void> {
    this.#close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Serves the desk on the simulator's port: its page, and the API that contract.ts describes. Everything that is exchanged
 * from now on is recorded, so start the inspector before the bot.
 */
export async function startInspector(
  simulator: Simulator,
  { page, survey, skills, bot, token = randomBytes(16).toString('hex') }: InspectorOptions,
): Promise<Inspector> {
  const { platform } = simulator;
  const now = (): number => simulator.clock.now();
  const onChange = (): void => pages.onDesk();
  const people = new People(platform);
  const rings = new WaitingRings();
  const files = new DeskFiles(platform, token);
  const roundTrips = new RoundTrips(simulator, people, onChange);
  const ending = new AbortController();

  const pages = new Pages(
    {
      desk: () => deskView(parts),
      lines: () => [...logs.all].flatMap(({ lines }) => [...lines]),
      rows: () => wire.rows,
    },
    (count) => {
      if (count > 0) roundTrips.start();
      else roundTrips.stop();
    },
  );
  const logs = new ConversationLogs(
    platform,
    { people, now, onLine: (line) => pages.onLine(line), fileOf: (message) => files.view(message) },
    onChange,
  );
  const wire = new WireLog({
    now,
    onRow: (row) => pages.onRow(row),
    conversationOf: (dialogId) => logs.ofDialog(dialogId)?.conversation.id,
    link: (lineId, rowId) => logs.ofDialog(lineId.slice(0, lineId.lastIndexOf(':')))?.link(lineId, rowId),
    subscriptionsOf: (connectionId) =>
      [...simulator.umsSockets].find(({ id }) => id === connectionId)?.subscriptions.size ?? 0,
  });
  const faults = new FaultBoard(simulator, people, wire, onChange);
  const parts: DeskParts = { simulator, people, logs, rings, faults, roundTrips, bot, survey, skills };
  const commands = new CommandRunner({
    simulator,
    platform,
    people,
    logs,
    files,
    wire,
    faults,
    bot,
    signal: ending.signal,
    onChange,
  });

  const read = (entry: RecordedEntry): void => {
    if (entry.kind === 'event') {
      rings.read(entry);
      if (entry.type === 'session.opened' && entry.userId !== undefined) wire.loggedIn(entry.userId);
    } else wire.read(entry);
    if (entry.kind === 'close') logs.stopTyping(entry.userId);
    if (entry.kind === 'event' || entry.kind === 'upgrade' || entry.kind === 'close') onChange();
  };
  const stopObserving = simulator.observe(read);
  bot?.onChange(onChange);
  const guard = new Guard(token, simulator.port);
  simulator.mount(new HttpApi({ page, guard, commands, wire, files, pages }));

  return new Inspector(`${simulator.origin}/?token=${token}`, () => {
    ending.abort();
    simulator.mount(undefined);
    stopObserving();
    logs.close();
    faults.clear();
    roundTrips.stop();
    pages.close();
  });
}
