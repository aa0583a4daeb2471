import { randomUUID } from 'node:crypto';
import { clickablesIn } from '../simulator/consumer/clickables.js';
import { clickAsConsumer, publishAsConsumer, textEvent } from '../simulator/consumer/consumer-actions.js';
import type { SimulatedMessage } from '../simulator/platform/conversation-state.js';
import { membersOf } from '../protocol/schemas.js';
import { CommandError } from './command-error.js';
import type { CommandContext, CommandHandlers } from './commands.js';
import { begin } from './consumer-commands.js';
import type { ConsumerStep, ConversationLog } from './conversation-log.js';

/** How long a restarted conversation waits for the bot before each step of the consumer. */
const BOT_MS = 10_000;

/** Does again what was done. */
export function repetitionCommands(context: CommandContext): CommandHandlers<'sayAgain' | 'restartFrom' | 'sendAgain'> {
  const { platform, logs, wire, simulator, signal } = context;
  return {
    sayAgain: ({ lineId }) => {
      const { consumerId, step } = stepOf(context, lineId);
      const log = logs.openOf(consumerId) ?? begin(context, consumerId);
      repeat(log, step, logs.messageLine(lineId).message);
      return {};
    },
    restartFrom: ({ lineId }) => {
      const { consumerId, step, steps } = stepOf(context, lineId);
      const { skillId } = logs.messageLine(lineId).log.conversation.details;
      const half = steps.slice(0, steps.indexOf(step) + 1);
      const log = begin(context, consumerId, skillId);
      restart(log, half).catch((error: unknown) => {
        // The command has been answered: the wire is where the page shows what went wrong.
        wire.note({
          kind: 'finding',
          title: 'Restart ended',
          text: String(error),
          conversationId: log.conversation.id,
        });
      });
      return { conversationId: log.conversation.id };
    },
    sendAgain: ({ rowId }) => {
      const { row, request } = wire.get(rowId);
      if (!('canSendAgain' in row) || !row.canSendAgain) throw new CommandError(400, 'This row cannot be sent again');
      const socket = [...simulator.umsSockets].findLast(({ agent }) => agent.userId === row.userId);
      if (socket === undefined)
        throw new CommandError(400, 'The agent of this row has no open socket: connect it first');
      const frame = membersOf(request);
      if (row.kind === 'notification') socket.send(frame);
      else socket.repeat({ ...frame, id: randomUUID() });
      return {};
    },
  };

  /** Says the consumer's half step by step, until the conversation is over. */
  async function restart(log: ConversationLog, half: readonly ConsumerStep[]): Promise<void> {
    for (const step of half) {
      await heard(log, step.heardBefore);
      if (signal.aborted || log.conversation.stage === 'CLOSE' || logs.find(log.conversation.id) === undefined) return;
      repeat(log, step);
    }
  }

  /** Resolves when the bot has said so much to the consumer, after ten seconds, or when the conversation ends. */
  async function heard(log: ConversationLog, count: number): Promise<void> {
    const isDone = (): boolean => log.heard >= count || log.conversation.stage === 'CLOSE';
    if (isDone() || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        logs.watchers.delete(watch);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const watch = (changed: ConversationLog): void => {
        if (changed === log && isDone()) finish();
      };
      const timer = setTimeout(finish, BOT_MS);
      logs.watchers.add(watch);
      signal.addEventListener('abort', finish);
    });
  }

  /** @param original The message, if only the texts of a click are wanted where its element is not shown. */
  function repeat(log: ConversationLog, { did }: ConsumerStep, original?: SimulatedMessage): void {
    const { conversation } = log;
    if (did.kind === 'said') {
      publishAsConsumer(platform, conversation, did.message.event, { metadata: did.message.metadata });
      return;
    }
    for (const line of [...log.lines].toReversed()) {
      if (line.kind !== 'message' || line.from.kind === 'consumer') continue;
      const clickable = clickablesIn(membersOf(log.message(line.id)?.event)).find(({ title }) => title === did.title);
      if (clickable === undefined) continue;
      clickAsConsumer(platform, conversation, { sequence: line.sequence, clickable });
      return;
    }
    publishAsConsumer(platform, conversation, original?.event ?? textEvent(did.title));
  }
}

interface FoundStep {
  readonly consumerId: string;
  readonly step: ConsumerStep;
  readonly steps: readonly ConsumerStep[];
}

/** @throws {CommandError} The line is no message of a consumer. */
function stepOf({ logs }: CommandContext, lineId: string): FoundStep {
  const { log } = logs.messageLine(lineId);
  const step = log.steps.find(({ lineIds }) => lineIds.includes(lineId));
  if (step === undefined) throw new CommandError(400, 'Only what a consumer said can be said again');
  return { consumerId: log.conversation.consumerId, step, steps: log.steps };
}
