import { styleText } from 'node:util';
import page from 'page:index';
import { startInspector, type Inspector } from '../inspector/inspector.js';
import { Simulator } from '../simulator/simulator.js';
import { addressesFor, environmentFor } from './bot-environment.js';
import { openBrowser } from './browser.js';
import { writeCertificate, type CertificateFile } from './certificate-file.js';
import { ChildBot } from './child-bot.js';
import type { BotProgram } from './program.js';
import { JsonPrinter, TextPrinter, type Printer } from './printer.js';
import { plant, type Seed } from './seed.js';
import { SourceWatch } from './source-watch.js';
import { UsageError } from './usage-error.js';

/** The page keeps its own rows; the transcript is for tests. */
const MOST_ENTRIES = 1_000;

export interface DeskOptions {
  readonly program: BotProgram | undefined;
  readonly port: number;
  readonly watch: boolean;
  readonly survey: boolean;
  readonly seed: Seed;
  /** Opens the page in a browser. */
  readonly open: boolean;
  readonly json: boolean;
}

/** The simulator, the bot's process and the page, as one command runs them. */
export class RunningDesk {
  readonly #options: DeskOptions;
  readonly #simulator: Simulator;
  readonly #certificate: CertificateFile;
  readonly #bot: ChildBot | undefined;
  readonly #printer: Printer;
  #inspector: Inspector | undefined;
  #watch: SourceWatch | undefined;

  private constructor(options: DeskOptions, simulator: Simulator, certificate: CertificateFile) {
    const { program, json, watch } = options;
    this.#options = options;
    this.#simulator = simulator;
    this.#certificate = certificate;
    const print = (text: string): boolean => process.stdout.write(`${text}\n`);
    this.#printer = json ? new JsonPrinter(print) : new TextPrinter((text) => print(styleText('cyan', text)), watch);
    if (program === undefined) return;
    const addresses = addressesFor(simulator, certificate.path);
    const { stdout, stderr } = process;
    // With --json the lines of stdout are documents.
    const output = json ? stderr : stdout;
    this.#bot = new ChildBot({
      program,
      environment: environmentFor(addresses, output.isTTY),
      stdout: output,
      stderr,
    });
  }

  /** @throws {UsageError} The port is taken, the platform refuses the seed, or a folder cannot be watched. */
  static async start(options: DeskOptions): Promise<RunningDesk> {
    const simulator = await startSimulator(options);
    const certificate = writeCertificate(simulator.ca ?? '', process.env['NODE_EXTRA_CA_CERTS']);
    const desk = new RunningDesk(options, simulator, certificate);
    process.once('exit', () => desk.#abandon());
    await desk.#start();
    return desk;
  }

  /** Ends the bot, then the platform. */
  async stop(): Promise<void> {
    this.#watch?.close();
    await this.#bot?.stop();
    await this.#inspector?.close();
    await this.#simulator.close();
  }

  async #start(): Promise<void> {
    const { program, watch, survey, seed, open } = this.#options;
    const simulator = this.#simulator;
    const bot = this.#bot;
    const skills = skillsOf(seed).map(({ id }) => id);
    const { address } = (this.#inspector = await startInspector(simulator, { page, survey, skills, bot }));
    await plant(seed, address);
    this.#printer.started(
      {
        address,
        port: simulator.port,
        account: simulator.accountId,
        token: new URL(address).searchParams.get('token') ?? '',
        pid: process.pid,
        environment: addressesFor(simulator, this.#certificate.path),
      },
      bot,
    );
    if (open) openBrowser(address, () => this.#printer.noBrowser());
    if (bot === undefined || program === undefined) return;
    let state = bot.state;
    bot.onChange(() => {
      if (bot.state === state) return;
      state = bot.state;
      this.#printer.bot(bot);
    });
    bot.start();
    if (watch) this.#watch = new SourceWatch(program.folder, () => void bot.restart());
  }

  /** The command ends: nothing that it has started may go on. */
  #abandon(): void {
    this.#bot?.kill();
    this.#certificate.remove();
  }
}

async function startSimulator({ port, survey, seed }: DeskOptions): Promise<Simulator> {
  try {
    return await Simulator.start({
      port,
      survey,
      tls: 'optional',
      agents: [{ username: seed.bot.username, nickName: seed.bot.nickName, skillIds: seed.bot.skills }],
      skills: skillsOf(seed),
      repeatableIds: false,
      transcriptLimit: MOST_ENTRIES,
      retention: { messages: 500, closedConversations: 50 },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(
      `Port ${port} is taken, perhaps by another simulator. Stop that one, or choose another port, e.g. --port ${port + 1}`,
    );
  }
}

/** Those of the seed, of its bot, and one for human agents. */
function skillsOf({ skills, bot }: Seed): readonly { readonly id: string; readonly name: string }[] {
  const named = new Map([...bot.skills, 'humans'].map((id) => [id, id]));
  for (const { id, name } of skills) named.set(id, name);
  return Array.from(named, ([id, name]) => ({ id, name }));
}
