import { test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { eventsBetween } from '../../src/conversations/events.js';
import { reduce } from '../../src/conversations/snapshot.js';
import { ME, newsOf, stateAfter, told, type Truth } from './histories.js';

describe('the snapshot of a conversation', () => {
  test.prop([told], { numRuns: 300 })(
    'is the same for any order of the same notifications',
    ({ news, order, doubles }) => {
      expect(stateAfter([...order, ...doubles])).toEqual(stateAfter(news));
    },
  );

  test.prop([told], { numRuns: 300 })(
    'is the truth of the platform once its newest notification came',
    ({ news, order, holes }) => {
      const newest = news.at(-1);
      const came = order.filter((one) => !holes.includes(one));

      expect(stateAfter(came)?.now).toEqual(newest && reduce(undefined, newest).now);
    },
  );

  test.prop([told], { numRuns: 300 })(
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
