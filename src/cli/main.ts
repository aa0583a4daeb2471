#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { VERSION } from '../version.js';
import { RunningDesk } from './desk.js';
import { programOfCommand, programOfFile } from './program.js';
import { NO_SEED, readSeed } from './seed.js';
import { UsageError } from './usage-error.js';

const DEFAULT_PORT = 4660;

interface SimulatorArguments {
  readonly port: number;
  readonly watch?: true;
  readonly survey?: true;
  readonly seed?: string;
  readonly open?: true;
  readonly json?: true;
}

/** Exit code of a command that could not do what it was given. */
const FAILED = 1;

/** What follows `--` is the command of a bot, whose options are not ours. */
function splitAtDashes(args: readonly string[]): readonly [readonly string[], readonly string[] | undefined] {
  const at = args.indexOf('--');
  return at === -1 ? [args, undefined] : [args.slice(0, at), args.slice(at + 1)];
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a number from 0 (a free port) to 65535.');
}

async function simulate(
  file: string | undefined,
  command: readonly string[] | undefined,
  options: SimulatorArguments,
): Promise<void> {
  if (file !== undefined && command !== undefined) {
    throw new UsageError(`There is a file, ${file}, and a command after --: give one of them`);
  }
  const program = command ? programOfCommand(command) : file === undefined ? undefined : programOfFile(file);
  const { port, watch = false, survey = false, open = false, json = false } = options;
  const seed = options.seed === undefined ? NO_SEED : readSeed(options.seed);
  if (watch && program === undefined) throw new UsageError('--watch needs a bot: simulator bot.ts --watch');
  const starting = RunningDesk.start({ program, port, watch, survey, seed, open, json });
  // Before the start is over: a signal that comes during the start must remove what has been made.
  let isStopping = false;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // A second Ctrl-C does not wait for the bot.
      if (isStopping) process.exit(FAILED);
      isStopping = true;
      void starting.then(
        async (desk) => {
          await desk.stop();
          process.exit(0);
        },
        () => {
          // A failed start is reported below.
        },
      );
    });
  }
  await starting;
}

async function run(args: readonly string[]): Promise<void> {
  const [own, command] = splitAtDashes(args);
  const cli = new Command('node-agent-sdk')
    .description('A LivePerson platform on this machine, for bots.')
    .version(VERSION)
    .showHelpAfterError('(--help shows what there is)');
  cli
    .command('simulator')
    .description('Starts a platform and a bot, and serves a page to talk with it: docs/desk.md')
    .argument('[bot]', 'file of the bot, .ts or .js; or any command after --')
    .option('--watch', 'start the bot again when a source file changes; its conversations go on')
    .option('--port <number>', 'port on 127.0.0.1; 0 for a free one', portOf, DEFAULT_PORT)
    .option('--survey', 'the platform asks for a rating at the end of a conversation')
    .option('--seed <file>', 'JSON: skills, human agents, consumers and conversations to begin with')
    .option('--open', 'open the page in a browser')
    .option('--json', 'print one JSON document a line, for programs; the output of the bot goes to stderr')
    .usage('[options] [bot | -- command ...]')
    .addHelpText(
      'after',
      '\nExamples:\n  node-agent-sdk simulator bot.ts --watch\n  node-agent-sdk simulator -- npm start',
    )
    .action(async (file: string | undefined, options: SimulatorArguments) => simulate(file, command, options));
  await cli.parseAsync(own, { from: 'user' });
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  // The simulator may be listening already.
  process.exit(FAILED);
}
