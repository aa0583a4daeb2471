import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { eventsBetween } from '../../src/conversations/events.js';
import { reduce, type ConversationNews, type MergedNews } from '../../src/conversations/snapshot.js';
import type { ConversationChange } from '../../src/protocol/registry.js';

const ME = 'me-pid';

interface Truth {
  readonly skillId: string;
  readonly agents: readonly string[];
  readonly managers: readonly string[];
  readonly stage: 'OPEN' | 'CLOSE';
  readonly survey: boolean;
  readonly note: string;
  readonly unread: number;
}

/** One change on the platform: `version` grows with each, `sentAt` with each notification. */
function newsOf(truth: Truth, version: number, sentAt: number, type: 'UPSERT' | 'DELETE' = 'UPSERT'): ConversationNews {
  const participants = [
    { id: 'u-9', role: 'CONSUMER' },
    ...truth.agents.map((id) => ({ id, role: 'ASSIGNED_AGENT' })),
    ...truth.managers.map((id) => ({ id, role: 'MANAGER' })),
  ];
  const dialogs = [
    { dialogId: 'c-1', dialogType: 'MAIN', channelType: 'MESSAGING', state: truth.survey ? 'CLOSE' : 'OPEN' },
    ...(truth.survey
      ? [{ dialogId: 'c-1-s', dialogType: 'POST_SURVEY', channelType: 'MESSAGING', state: truth.stage }]
      : []),
  ];
  const change: ConversationChange = {
    type,
    result: {
      convId: 'c-1',
      conversationDetails: {
        skillId: truth.skillId,
        participants,
        dialogs,
        stage: truth.stage,
        state: truth.survey ? 'CLOSE' : truth.stage,
        metaDataLastUpdateTs: version,
      },
    } as ConversationChange['result'],
  };
  const received = {
    result: {
      convId: 'c-1',
      conversationDetails: { note: truth.note },
      numberOfunreadMessages: { '1.501': truth.unread },
    },
  };
  return { change, sentAt, received };
}

const truths: fc.Arbitrary<Truth> = fc.record({
  skillId: fc.constantFrom('-1', '7', '8'),
  agents: fc.constantFrom([], [ME], ['other-pid']),
  managers: fc.subarray(['boss-pid', 'lead-pid']),
  stage: fc.constantFrom('OPEN', 'CLOSE'),
  survey: fc.boolean(),
  note: fc.constantFrom('', 'a', 'b'),
  unread: fc.nat(3),
});

/** What UMS sends while a conversation changes: several notifications may carry one version. */
const histories = fc
  .array(fc.record({ truth: truths, copies: fc.integer({ min: 1, max: 3 }), isDelete: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((steps) => {
    let sentAt = 0;
    return steps.flatMap(({ truth, copies, isDelete }, index) =>
      Array.from({ length: copies }, () => newsOf(truth, index + 1, (sentAt += 1), isDelete ? 'DELETE' : 'UPSERT')),
    );
  });

/** The notifications in another order, some twice, and in each order the newest among them. */
const told = histories.chain((news) =>
  fc.record({
    news: fc.constant(news),
    order: fc.shuffledSubarray(news, { minLength: news.length }),
    doubles: fc.subarray(news),
    holes: fc.subarray(news.slice(0, -1)),
  }),
);

function stateAfter(news: readonly ConversationNews[]): MergedNews | undefined {
  return news.reduce<MergedNews | undefined>((state, one) => reduce(state, one), undefined);
}

/** Runs beside other tests: the soak has more. */
const RUNS = Number(process.env['SNAPSHOT_RUNS'] ?? 300);

describe('the snapshot of a conversation', () => {
  test.prop([told], { numRuns: RUNS })(
    'is the same for any order of the same notifications',
    ({ news, order, doubles }) => {
      expect(stateAfter([...order, ...doubles])).toEqual(stateAfter(news));
    },
  );

  test.prop([told], { numRuns: RUNS })(
    'is the truth of the platform once its newest notification came',
    ({ news, order, holes }) => {
      const newest = news.at(-1);
      const came = order.filter((one) => !holes.includes(one));

      expect(stateAfter(came)?.now).toEqual(newest && reduce(undefined, newest).now);
    },
  );

  test.prop([told], { numRuns: RUNS })(
    'is frozen, and stays the same object where nothing is new',
    ({ order, doubles }) => {
      const state = stateAfter(order);
      for (const one of doubles) if (state?.decoded.sentAt !== one.sentAt) expect(reduce(state, one)).toBe(state);
      expect(Object.isFrozen(state?.now)).toBe(true);
      expect(Object.isFrozen(state?.now.participants)).toBe(true);
    },
  );

  it('takes the later one of two notifications without times', () => {
    const [first, second] = ['7', '8'].map((skillId) => {
      const { change } = newsOf(
        { skillId, agents: [ME], managers: [], stage: 'OPEN', survey: false, note: '', unread: 0 },
        1,
        1,
      );
      return { change };
    });
    if (first === undefined || second === undefined) throw new Error('two notifications');

    expect(reduce(reduce(undefined, first), second).now.skillId).toBe('8');
  });
});

describe('the events between two snapshots', () => {
  const base: Truth = { skillId: '7', agents: [ME], managers: [], stage: 'OPEN', survey: false, note: '', unread: 0 };
  const types = (
    before: Truth | undefined,
    after: Truth,
    { isDelete = false, hadItBefore = false } = {},
  ): readonly string[] => {
    const old = before && reduce(undefined, newsOf(before, 1, 1)).now;
    const now = reduce(undefined, newsOf(after, 2, 2, isDelete ? 'DELETE' : 'UPSERT')).now;
    return eventsBetween(old, now, { agentId: ME, hadItBefore }).map(({ type }) => type);
  };

  it.each([
    ['a conversation that is new', undefined, base, {}, ['opened']],
    ['no change', base, base, {}, []],
    ['a manager who joins', base, { ...base, managers: ['boss-pid'] }, {}, ['joined']],
    ['a manager who leaves', { ...base, managers: ['boss-pid'] }, base, {}, ['left']],
    [
      'another agent instead of this one',
      base,
      { ...base, agents: ['other-pid'] },
      {},
      ['takenOver', 'left', 'joined'],
    ],
    ['a transfer to a skill', base, { ...base, skillId: '8', agents: [] }, {}, ['transferred', 'left']],
    [
      'a transfer seen as DELETE',
      base,
      { ...base, skillId: '8', agents: [] },
      { isDelete: true },
      ['transferred', 'left'],
    ],
    ['the queue', base, { ...base, agents: [] }, {}, ['left']],
    ['its return', { ...base, agents: ['other-pid'] }, base, { hadItBefore: true }, ['left', 'back']],
    ['its return after it was gone', undefined, base, { hadItBefore: true }, ['back']],
    ['a DELETE without a reason', base, base, { isDelete: true }, ['left']],
    ['the survey', base, { ...base, survey: true }, {}, ['survey']],
    ['the end', base, { ...base, stage: 'CLOSE' }, {}, ['closed']],
    ['the end seen as DELETE', base, { ...base, stage: 'CLOSE' }, { isDelete: true }, ['closed']],
  ] as const)('%s', (_, before, after, options, expected) => {
    expect(types(before, after, options)).toEqual(expected);
  });
});
