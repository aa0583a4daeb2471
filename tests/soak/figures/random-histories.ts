import { z } from 'zod';
import { HandMade } from '../../support/hand-made.js';
import { evenTempered, randomHistory, type Temperament } from '../../support/random-history.js';
import type { Peer } from '../../support/socket-server.js';
import { after, until } from '../figure.js';

export interface RandomHistories {
  readonly histories: number;
  readonly said: number;
  /** Number of history requests that were refused or got no response. */
  readonly troubles: number;
  readonly lostSilently: number;
  /** Number of events that were not delivered although the agent reported a gap. */
  readonly lostReported: number;
  readonly doubled: number;
  /** The histories with lost or repeated events, as JSON. */
  readonly findings: readonly string[];
}

const DIALOG = 'c-1';

interface Event {
  readonly sequence: number;
  readonly dialogId: string;
  readonly serverTimestamp: number;
  readonly [member: string]: unknown;
}

const historyRequest = z.object({
  dialogId: z.literal(DIALOG),
  newerThanSequence: z.number(),
  olderThanSequence: z.number().optional(),
});

/**
 * Plays random histories, each to its own agent from its own hand-made platform.
 *
 * @param atOnce How many run at the same time.
 * @param mostPauseMs The longest time between two steps of a history.
 */
export async function randomHistories(count: number, atOnce: number, mostPauseMs: number): Promise<RandomHistories> {
  const outcomes: Outcome[] = [];
  for (let first = 1; first <= count; first += atOnce) {
    const seeds = Array.from({ length: Math.min(atOnce, count - first + 1) }, (_, index) => first + index);
    outcomes.push(...(await Promise.all(seeds.map((seed) => play(seed, mostPauseMs)))));
  }
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
  return {
    histories: outcomes.length,
    said: sum(({ said }) => said),
    troubles: sum(({ troubles }) => troubles),
    lostSilently: sum(({ lost, isReported }) => (isReported ? 0 : lost.length)),
    lostReported: sum(({ lost, isReported }) => (isReported ? lost.length : 0)),
    doubled: sum(({ doubled }) => doubled),
    findings: outcomes
      .filter(({ lost, doubled }) => lost.length + doubled > 0)
      .map((one) => JSON.stringify({ ...one, lost: one.lost.join() })),
  };
}

interface Outcome {
  readonly seed: number;
  readonly hasStore: boolean;
  readonly said: number;
  readonly troubles: number;
  readonly lost: readonly number[];
  readonly doubled: number;
  readonly isReported: boolean;
}

/** Plays one history to its end. */
async function play(seed: number, mostPauseMs: number): Promise<Outcome> {
  const { hasStore, answer, steps } = randomHistory(seed);
  await using platform = await HandMade.start();
  const { agent, peer: first } = await platform.connected({
    // The time that a history request without a response takes.
    requestTimeout: 1_000,
    historyRate: 1_000,
    ...(hasStore && { cursors: new Map() }),
  });
  const heard: number[] = [];
  let isReported = false;
  agent.on('error', ({ code }) => (isReported ||= code === 'CATCH_UP'));
  agent.on('warn', () => (isReported = true));
  agent.on('ms.MessagingEventNotification', ({ changes }) => {
    for (const { sequence } of changes) if (sequence !== undefined) heard.push(sequence);
  });

  const history: Event[] = [];
  const state = { temperament: answer, troubles: 0 };
  let peer = first;
  void answerAll(peer, history, state);
  const reconnects = async (): Promise<void> => {
    const next = platform.peer();
    peer.socket.terminate();
    peer = await next;
    void answerAll(peer, history, state);
  };
  for (const { isOnline, said, live } of steps) {
    history.push(...said.map(eventOf));
    if (!isOnline) await reconnects();
    for (const sequence of live) {
      peer.send({ kind: 'notification', type: '.ams.ms.OnlineEventDistribution', body: eventOf(sequence) });
    }
    await after(Math.random() * mostPauseMs);
  }

  // From now on the history is complete and available.
  state.temperament = evenTempered;
  const lost = (): number[] => history.map(({ sequence }) => sequence).filter((sequence) => !heard.includes(sequence));
  for (let round = 0; round < 4 && (round === 0 || lost().length > 0); round += 1) {
    await reconnects();
    await until(() => lost().length === 0, 10_000);
  }
  await after(50);
  return {
    seed,
    hasStore,
    said: history.length,
    troubles: state.troubles,
    lost: lost(),
    doubled: heard.length - new Set(heard).size,
    isReported,
  };
}

/** Answers each history request that arrives on this connection. */
async function answerAll(
  peer: Peer,
  history: readonly Event[],
  state: { readonly temperament: Temperament; troubles: number },
): Promise<never> {
  for (;;) {
    const frame = await peer.received();
    if (frame.type !== '.ams.ms.QueryMessages') throw new Error(`The agent state for ${frame.type}`);
    const { newerThanSequence: newerThan, olderThanSequence: olderThan } = historyRequest.parse(frame.body);
    const answer = state.temperament(history, { newerThan, olderThan });
    if (answer.kind === 'events') peer.answer(frame, answer.events);
    else state.troubles += 1;
    if (answer.kind === 'refused') peer.answer(frame, 'refused', answer.code);
  }
}

function eventOf(sequence: number): Event {
  return {
    sequence,
    dialogId: DIALOG,
    originatorId: 'u-9',
    originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
    serverTimestamp: EPOCH_MS + sequence,
    event: { type: 'ContentEvent', contentType: 'text/plain', message: String(sequence) },
  };
}

/** A time before every event. */
const EPOCH_MS = 1_700_000_000_000;
