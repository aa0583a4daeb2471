import type { BotProcess } from '../inspector/bot-process.js';

/** What the command has started. */
export interface StartedDesk {
  /** Of the page, with the token. */
  readonly address: string;
  readonly port: number;
  readonly account: string;
  readonly token: string;
  /** Of the command. */
  readonly pid: number;
  /** What a bot needs to reach the simulator. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Tells what the command does. */
export interface Printer {
  started(desk: StartedDesk, bot: BotProcess | undefined): void;
  /** The state of the bot has changed. */
  bot(bot: BotProcess & { readonly pid: number | undefined }): void;
  /** There is no program that opens the page in a browser. */
  noBrowser(): void;
}

/** For people. */
export class TextPrinter implements Printer {
  readonly #print: (text: string) => void;
  readonly #isWatching: boolean;

  constructor(print: (text: string) => void, isWatching: boolean) {
    this.#print = print;
    this.#isWatching = isWatching;
  }

  started({ address, account, environment }: StartedDesk, bot: BotProcess | undefined): void {
    this.#print(`Account ${account} on this machine. Talk with the bot here:\n\n  ${address}\n`);
    if (bot !== undefined) return;
    const lines = Object.entries(environment).map(([name, value]) => `  ${name}=${value}`);
    this.#print(
      `No bot was given: node-agent-sdk simulator bot.ts. Or start one yourself, with\n\n${lines.join('\n')}\n`,
    );
  }

  bot({ command, state, failure, pid }: BotProcess & { readonly pid: number | undefined }): void {
    if (state === 'running') this.#print(`Bot ${command} runs as process ${pid}.`);
    if (state === 'restarting') this.#print(`Bot ${command} starts again.`);
    // Its last lines stand above already.
    if (state === 'failed') this.#print(`Bot ${command}: ${firstLine(failure)} ${this.#advice()}`);
  }

  noBrowser(): void {
    this.#print('No browser could be opened. Open the address above.');
  }

  #advice(): string {
    return this.#isWatching ? 'It starts again when a source file changes.' : 'Start it again from the page.';
  }
}

/** For programs: one JSON document for each line. */
export class JsonPrinter implements Printer {
  readonly #print: (text: string) => void;

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  started(desk: StartedDesk): void {
    this.#write('started', desk);
  }

  bot({ command, state, failure, pid }: BotProcess & { readonly pid: number | undefined }): void {
    this.#write('bot', { command, state, pid, failure });
  }

  noBrowser(): void {
    this.#write('noBrowser', {});
  }

  #write(event: string, fields: object): void {
    this.#print(JSON.stringify({ event, ...fields }));
  }
}

function firstLine(text = ''): string {
  return text.split('\n', 1)[0] ?? '';
}
