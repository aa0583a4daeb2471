import { z } from 'zod';
import type { Platform } from '../simulator/platform/platform.js';
import type { BotProcess } from './bot-process.js';
import { CommandError } from './command-error.js';
import { commandSchemas } from './command-schemas.js';
import { consumerCommands } from './consumer-commands.js';
import type { CommandName, CommandInput, CommandResult } from './contract.js';
import type { ConversationLogs } from './conversation-logs.js';
import type { DeskFiles } from './desk-files.js';
import type { FaultBoard } from './fault-board.js';
import { humanCommands } from './human-commands.js';
import type { People } from './people.js';
import { repetitionCommands } from './repetition-commands.js';
import type { Simulator } from '../simulator/simulator.js';
import type { WireLog } from './wire-log.js';

/** Everything that commands act on. */
export interface CommandContext {
  readonly simulator: Simulator;
  readonly platform: Platform;
  readonly people: People;
  readonly logs: ConversationLogs;
  readonly files: DeskFiles;
  readonly wire: WireLog;
  readonly faults: FaultBoard;
  readonly bot: BotProcess | undefined;
  /** Is aborted when the inspector closes. */
  readonly signal: AbortSignal;
  readonly onChange: () => void;
}

/** Carries out commands of these names. Throws a `CommandError` or a `SimulatorError` for people. */
export type CommandHandlers<Name extends CommandName> = {
  readonly [One in Name]: (input: CommandInput<One>) => CommandResult<One> | Promise<CommandResult<One>>;
};

/** The commands of the desk. */
export class CommandRunner {
  readonly #handlers: CommandHandlers<CommandName>;

  constructor(context: CommandContext) {
    const { faults, bot } = context;
    this.#handlers = {
      ...consumerCommands(context),
      ...humanCommands(context),
      ...repetitionCommands(context),
      fault: (input) => {
        faults.apply(input);
        return {};
      },
      disarm: () => {
        faults.disarm();
        return {};
      },
      restartBot: async () => {
        if (bot === undefined) throw new CommandError(400, 'The desk has not started this bot, and cannot restart it');
        await bot.restart();
        return {};
      },
    };
  }

  /** @throws {CommandError} The command is unknown, the input does not fit, or the command cannot be carried out. */
  async run(name: string, input: unknown): Promise<object> {
    if (!isCommand(name)) throw new CommandError(404, `There is no command ${name.slice(0, 50)}`);
    const schema: z.ZodType = commandSchemas[name];
    const { data, error } = schema.safeParse(input);
    if (error !== undefined) throw new CommandError(400, `${name} cannot be read: ${z.prettifyError(error)}`);
    // The schema of the same name has checked the input.
    const handler = this.#handlers[name] as (checked: unknown) => object | Promise<object>;
    return handler(data);
  }
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commandSchemas, name);
}
