import { clickablesIn } from '../simulator/consumer/clickables.js';
import {
  clickAsConsumer,
  closeAsConsumer,
  publishAsConsumer,
  startConversation,
  textEvent,
} from '../simulator/consumer/consumer-actions.js';
import { CommandError } from './command-error.js';
import type { CommandContext, CommandHandlers } from './commands.js';
import type { ConversationLog } from './conversation-log.js';

type ConsumerCommand =
  | 'addConsumer'
  | 'startConversation'
  | 'say'
  | 'click'
  | 'sendFile'
  | 'typing'
  | 'read'
  | 'consumerCloses'
  | 'rate';

/** What consumers do. */
export function consumerCommands(context: CommandContext): CommandHandlers<ConsumerCommand> {
  const { platform, people, logs, files, onChange } = context;
  return {
    addConsumer: ({ name, profile }) => {
      const consumerId = people.addConsumer(name, profile);
      onChange();
      return { consumerId };
    },
    startConversation: ({ consumerId, skill }) => ({
      conversationId: begin(context, consumerId, skill).conversation.id,
    }),
    say: ({ consumerId, conversationId, text }) => {
      const { conversation } = chosen(context, consumerId, conversationId);
      publishAsConsumer(platform, conversation, textEvent(text));
      return {};
    },
    click: ({ lineId, title }) => {
      const { log, line, message } = logs.messageLine(lineId);
      const elements = clickablesIn(message.event);
      const clickable = elements.find((it) => it.title === title);
      if (clickable === undefined) {
        const titles = elements.map((it) => it.title).join(', ') || 'nothing';
        throw new CommandError(400, `This message has no element ${title} to click. It has: ${titles}`);
      }
      clickAsConsumer(platform, log.conversation, { sequence: line.sequence, clickable });
      return {};
    },
    sendFile: ({ consumerId, conversationId, ...file }) => {
      // A file that the platform would not take must not start a conversation.
      const event = files.store(file);
      publishAsConsumer(platform, chosen(context, consumerId, conversationId).conversation, event);
      return {};
    },
    typing: ({ conversationId, on }) => {
      const { conversation } = logs.get(conversationId);
      publishAsConsumer(platform, conversation, { type: 'ChatStateEvent', chatState: on ? 'COMPOSING' : 'PAUSE' });
      return {};
    },
    read: ({ conversationId }) => {
      const { conversation, unread: sequenceList } = logs.get(conversationId);
      // A page may still show messages of a conversation that has just been closed.
      if (sequenceList.length === 0 || conversation.stage === 'CLOSE') return {};
      publishAsConsumer(platform, conversation, { type: 'AcceptStatusEvent', status: 'READ', sequenceList });
      return {};
    },
    consumerCloses: ({ conversationId }) => {
      closeAsConsumer(platform, logs.get(conversationId).conversation);
      return {};
    },
    rate: ({ conversationId, rating, text }) => {
      const log = logs.get(conversationId);
      const { conversation } = log;
      if (conversation.stage === 'CLOSE' || conversation.current.dialogType !== 'POST_SURVEY') {
        throw new CommandError(400, 'The conversation has no open survey to answer');
      }
      publishAsConsumer(platform, conversation, textEvent(String(rating)));
      if (text !== undefined && text !== '') publishAsConsumer(platform, conversation, textEvent(text));
      conversation.notes.csat = { csatRate: rating, status: 'FILLED' };
      conversation.notes.csatRate = rating;
      log.event('rated', `${people.consumerName(conversation.consumerId)} rated ${rating} of 5`);
      if (conversation.current.state === 'OPEN') closeAsConsumer(platform, conversation);
      return {};
    },
  };
}

/** Starts a conversation in the bot's first skill, or in another one. */
export function begin({ platform, people, logs }: CommandContext, consumerId: string, skill?: string): ConversationLog {
  if (!people.hasConsumer(consumerId)) throw new CommandError(404, `There is no consumer ${consumerId}`);
  const [botSkill] = people.bot.skillIds;
  const { id } = startConversation(platform, consumerId, { skillId: skill ?? botSkill });
  return logs.get(id);
}

/** The conversation with this id, or the consumer's open one, or a new one. */
function chosen(context: CommandContext, consumerId: string, conversationId: string | undefined): ConversationLog {
  const { logs } = context;
  if (conversationId === undefined) return logs.openOf(consumerId) ?? begin(context, consumerId);
  const log = logs.get(conversationId);
  if (log.conversation.consumerId !== consumerId) {
    throw new CommandError(400, `Conversation ${conversationId} is not one of consumer ${consumerId}`);
  }
  return log;
}
