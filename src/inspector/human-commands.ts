import { textEvent } from '../simulator/consumer/consumer-actions.js';
import type { ActionTarget } from '../simulator/human/human-actions.js';
import { CommandError } from './command-error.js';
import type { CommandContext, CommandHandlers } from './commands.js';
import type { CommandInput } from './contract.js';
import type { DeskHuman } from './people.js';

type HumanCommand =
  | 'addHuman'
  | 'setAvailability'
  | 'accept'
  | 'reject'
  | 'takeOver'
  | 'humanSays'
  | 'humanSendsFile'
  | 'writeNote'
  | 'transfer'
  | 'humanCloses';

const availabilities = { online: 'ONLINE', away: 'AWAY', offline: 'OFFLINE' } as const;

/** What human agents do. */
export function humanCommands({
  platform,
  people,
  logs,
  files,
  onChange,
}: CommandContext): CommandHandlers<HumanCommand> {
  const actions = (humanId: string): DeskHuman['actions'] => {
    const human = people.human(humanId);
    if (human === undefined) throw new CommandError(404, `There is no human agent ${humanId}`);
    return human.actions;
  };
  const targetOf = (to: CommandInput<'transfer'>['to']): ActionTarget => {
    if (!('userId' in to)) return to;
    const agent = platform.accounts.all.find(({ userId }) => userId === to.userId);
    if (agent === undefined) throw new CommandError(404, `There is no agent ${to.userId} to transfer to`);
    return { agent };
  };
  return {
    addHuman: ({ name, skills }) => {
      const { account } = people.addHuman(name, skills);
      onChange();
      return { humanId: account.userId };
    },
    setAvailability: ({ humanId, availability }) => {
      actions(humanId).setAvailability(availabilities[availability]);
      return {};
    },
    accept: ({ humanId, ringId }) => {
      actions(humanId).answerRing(ringId, 'ACCEPTED');
      return {};
    },
    reject: ({ humanId, ringId }) => {
      actions(humanId).answerRing(ringId, 'REJECTED');
      return {};
    },
    takeOver: ({ humanId, conversationId }) => {
      actions(humanId).takeOver(logs.get(conversationId).conversation.id);
      return {};
    },
    humanSays: ({ humanId, conversationId, text, isPrivate }) => {
      const { conversation } = logs.get(conversationId);
      actions(humanId).publish(conversation, textEvent(text), isPrivate ? 'AGENTS_AND_MANAGERS' : 'ALL');
      return {};
    },
    humanSendsFile: ({ humanId, conversationId, ...file }) => {
      const { conversation } = logs.get(conversationId);
      actions(humanId).publish(conversation, files.store(file));
      return {};
    },
    writeNote: ({ humanId, conversationId, text }) => {
      actions(humanId).writeNote(logs.get(conversationId).conversation.id, text);
      return {};
    },
    transfer: ({ humanId, conversationId, to }) => {
      actions(humanId).transfer(logs.get(conversationId).conversation, targetOf(to));
      return {};
    },
    humanCloses: ({ humanId, conversationId }) => {
      actions(humanId).close(logs.get(conversationId).conversation);
      return {};
    },
  };
}
