import { styleText } from 'node:util';
import { Simulator } from '../simulator/simulator.js';
import { addressesFor, environmentFor } from './bot-environment.js';
import { writeCertificate, type CertificateFile } from './certificate-file.js';
import { ChildBot } from './child-bot.js';
import type { BotProgram } from './program.js';
import { JsonPrinter, TextPrinter, type Printer } from './printer.js';
import { SourceWatch } from './source-watch.js';
import { UsageError } from './usage-error.js';

export interface DeskOptions {
  readonly program: BotProgram | undefined;
  readonly port: number;
  readonly watch: boolean;
  readonly survey: boolean;
  readonly json: boolean;
}

/** The simulator, the bot's process and the page, as one command runs them. */
export class Desk {
  readonly #options: DeskOptions;
  readonly #simulator: Simulator;
  readonly #certificate: CertificateFile;
  readonly #bot: ChildBot | undefined;
  readonly #printer: Printer;
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

  /** @throws {UsageError} The port is taken, or the folder of the program cannot be watched. */
  static async start(options: DeskOptions): Promise<Desk> {
    const simulator = await startSimulator(options);
    const certificate = writeCertificate(simulator.ca ?? '', process.env['NODE_EXTRA_CA_CERTS']);
    const desk = new Desk(options, simulator, certificate);
    process.once('exit', () => desk.#abandon());
    await desk.#start();
    return desk;
  }

  /** Ends the bot, then the platform. */
  async stop(): Promise<void> {
    this.#watch?.close();
    await this.#bot?.stop();
    await this.#simulator.close();
  }

  async #start(): Promise<void> {
    const { program, watch } = this.#options;
    const { port, accountId, host } = this.#simulator;
    const bot = this.#bot;
    const started = { address: `http://${host}/`, port, account: accountId, token: '', pid: process.pid };
    this.#printer.started({ ...started, environment: addressesFor(this.#simulator, this.#certificate.path) }, bot);
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

async function startSimulator({ port, survey }: DeskOptions): Promise<Simulator> {
  try {
    return await Simulator.start({
      port,
      survey,
      tls: 'optional',
      agents: [{ username: 'bot', skillIds: ['bot'] }],
      skills: [
        { id: 'bot', name: 'Bot' },
        { id: 'humans', name: 'Humans' },
      ],
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(
      `Port ${port} is taken, perhaps by another simulator. Stop that one, or choose another port, e.g. --port ${port + 1}`,
    );
  }
}
