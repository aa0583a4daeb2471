import type { Simulator } from '../simulator/simulator.js';
import type { BotProcess } from './bot-process.js';
import type { BotView, ConsumerView, DeskConversation, Desk, HumanView, QueueView } from './contract.js';
import type { ConversationLog } from './conversation-log.js';
import type { ConversationLogs } from './conversation-logs.js';
import type { FaultBoard } from './fault-board.js';
import type { DeskHuman, People } from './people.js';
import type { RoundTrips } from './round-trips.js';
import type { OpenRing, WaitingRings } from './waiting-rings.js';

/** Consumers without a conversation that is shown. */
const MAX_IDLE_CONSUMERS = 50;

export interface DeskParts {
  readonly simulator: Simulator;
  readonly people: People;
  readonly logs: ConversationLogs;
  readonly rings: WaitingRings;
  readonly faults: FaultBoard;
  readonly roundTrips: RoundTrips;
  readonly bot: BotProcess | undefined;
  readonly survey: boolean;
  readonly skills: readonly string[];
}

/** The desk as it is now. */
export function deskView(parts: DeskParts): Desk {
  const { simulator, people, logs, rings, faults, roundTrips, survey, skills } = parts;
  const all = [...logs.all];
  const waiting = [...rings.all];
  return {
    account: simulator.accountId,
    address: simulator.host,
    now: simulator.clock.now(),
    survey,
    skills,
    bot: botView(parts),
    sockets: simulator.sockets,
    roundTrips: roundTrips.times,
    consumers: consumerViews(people, all),
    conversations: all.map((log) => conversationView(log, parts, waiting)),
    humans: [...people.humans].map((human) => humanView(human, parts, all)),
    queues: queueViews(skills, all),
    faults: faults.view,
  };
}

function botView({ simulator, people, bot: process }: DeskParts): BotView {
  const { username: name, userId, legacyId } = people.bot;
  const [connection] = [...simulator.platform.connections.of(legacyId)].toReversed();
  const known = { ONLINE: 'online', OCCUPIED: 'occupied', AWAY: 'away' } as const;
  const { availability } = connection ?? {};
  const connected = isKnown(availability) ? known[availability] : 'offline';
  const running = connection === undefined ? 'not connected' : connected;
  const state = process === undefined || process.state === 'running' ? running : process.state;
  return {
    name,
    userId,
    state,
    command: process?.command,
    failure: process?.failure,
    silence:
      process === undefined
        ? 'The desk has not started this bot, so that the bot has no channel for reports.'
        : process.silence,
  };

  function isKnown(value: string | undefined): value is keyof typeof known {
    return value !== undefined && Object.hasOwn(known, value);
  }
}

function consumerViews(people: People, logs: readonly ConversationLog[]): readonly ConsumerView[] {
  const added = [...people.addedConsumers].slice(-MAX_IDLE_CONSUMERS);
  const ids = new Map<string, string[]>(added.map((id) => [id, []]));
  for (const { conversation } of logs) {
    const own = ids.get(conversation.consumerId) ?? [];
    own.push(conversation.id);
    ids.set(conversation.consumerId, own);
  }
  return [...ids].map(([id, conversationIds]) => ({ id, name: people.consumerName(id), conversationIds }));
}

function conversationView(
  log: ConversationLog,
  { people, bot }: DeskParts,
  rings: readonly OpenRing[],
): DeskConversation {
  const { conversation, queuedAt, last, typing, rating } = log;
  const { id, consumerId, startTs, state, stage, assigned, current, effectiveTtr, notes } = conversation;
  const own = rings.filter(({ conversationId }) => conversationId === id);
  const isOpen = state === 'OPEN';
  return {
    id,
    consumerId,
    startedAt: startTs,
    state: isOpen ? 'open' : stage === 'OPEN' ? 'survey' : 'closed',
    skill: conversation.skillId,
    assigned: isOpen && assigned !== undefined ? people.person(assigned.id) : undefined,
    waitingSince: isOpen ? queuedAt : undefined,
    ringUntil: own.length === 0 ? undefined : Math.min(...own.map(({ expiresAt }) => expiresAt)),
    dialogId: current.dialogId,
    dialogType: current.dialogType,
    sequence: current.nextSequence - 1,
    last,
    unread: conversation.unread.get(consumerId) ?? 0,
    typing: [...typing.values()],
    note: notes.note,
    dueAt: isOpen && effectiveTtr >= 0 ? effectiveTtr : undefined,
    rating: rating ?? notes.csatRate,
    bot: bot?.reports.get(id),
  };
}

function humanView(
  { name, account, connection }: DeskHuman,
  { rings, logs, people }: DeskParts,
  all: readonly ConversationLog[],
): HumanView {
  const { userId, legacyId, skillIds } = account;
  const availability = { ONLINE: 'online', AWAY: 'away' } as const;
  const state = connection.availability;
  const own = all.filter(({ conversation }) => conversation.state === 'OPEN' && conversation.assigned?.id === legacyId);
  return {
    id: userId,
    name,
    userId,
    skills: skillIds,
    availability: state === 'ONLINE' || state === 'AWAY' ? availability[state] : 'offline',
    rings: rings.of(userId).map(({ ringId, conversationId, skill, expiresAt, lengthMs }) => {
      const log = logs.find(conversationId);
      const consumerName = log === undefined ? '' : people.consumerName(log.conversation.consumerId);
      return { ringId, conversationId, consumerName, skill, expiresAt, lengthMs, reason: log?.lastAgentText };
    }),
    conversationIds: own.map(({ conversation }) => conversation.id),
  };
}

function queueViews(skills: readonly string[], logs: readonly ConversationLog[]): readonly QueueView[] {
  const queued = new Map<string, number[]>(skills.map((skill) => [skill, []]));
  for (const { conversation, queuedAt } of logs) {
    if (!conversation.inQueue || queuedAt === undefined) continue;
    const own = queued.get(conversation.skillId) ?? [];
    own.push(queuedAt);
    queued.set(conversation.skillId, own);
  }
  return [...queued].map(([skill, since]) => ({
    skill,
    waiting: since.length,
    longestSince: since.length === 0 ? undefined : Math.min(...since),
  }));
}
