import { describe, expect, it, test } from 'vitest';
import { cut, type Kind } from '../../src/bot/cutting.js';
import type { WaitingEvent } from '../../src/bot/inbox.js';

/** Events of one dialog; the kind of each stands in `clickId`. */
function waiting(...kinds: readonly Kind[]): WaitingEvent[] {
  return kinds.map((kind, sequence) => event({ sequence, clickId: kind }));
}

function event(members: Partial<WaitingEvent>): WaitingEvent {
  return {
    dialogId: 'd-1',
    sequence: 0,
    message: undefined,
    clickId: 'text',
    size: 5,
    heardAt: 0,
    isFromHistory: false,
    isLate: false,
    ...members,
  };
}

const kindOf = ({ clickId }: WaitingEvent): Kind => clickId as Kind; // As `waiting` has put it there.
const sequencesOf = (events: readonly WaitingEvent[] | undefined): readonly number[] | undefined =>
  events?.map(({ sequence }) => sequence);

describe('The next turn', () => {
  it('is none when nothing waits', () => {
    expect(cut([], 'combined', kindOf)).toBeUndefined();
  });

  it.each([
    ['each', [0], false],
    ['combined', [0, 1, 2], true],
    ['interrupt', [0, 1, 2], true],
  ] as const)('has in mode %s the texts %j', (mode, sequences, isOpen) => {
    const next = cut(waiting('text', 'text', 'text'), mode, kindOf);

    expect(next).toMatchObject({ kind: 'text', isOpen });
    expect(sequencesOf(next?.events)).toEqual(sequences);
  });

  it.each([
    ['click', [0]],
    ['file', [0]],
    ['hears', [0]],
    ['survey', [0, 1]],
  ] as const)('of the kind %s has the events %j of two', (kind, sequences) => {
    const next = cut(waiting(kind, kind), 'combined', kindOf);

    expect(next?.kind).toBe(kind);
    expect(sequencesOf(next?.events)).toEqual(sequences);
    expect(next?.isOpen).toBe(kind === 'survey');
  });

  it.each<Kind>(['click', 'file', 'hears', 'survey'])(
    'combines texts up to a %s between them, and is complete',
    (kind) => {
      const next = cut(waiting('text', 'text', kind, 'text'), 'combined', kindOf);

      expect(sequencesOf(next?.events)).toEqual([0, 1]);
      expect(next?.isOpen).toBe(false);
    },
  );

  it('combines texts of one dialog', () => {
    const next = cut([event({}), event({ sequence: 1, dialogId: 'd-2' })], 'combined', kindOf);

    expect(next).toMatchObject({ events: [{ dialogId: 'd-1' }], isOpen: false });
  });

  it.each([
    [19, 19, true],
    [20, 20, false],
    [21, 20, false],
  ])('of %i texts has %i', (count, expected, isOpen) => {
    const next = cut(waiting(...Array.from({ length: count }, () => 'text' as const)), 'combined', kindOf);

    expect(next?.events).toHaveLength(expected);
    expect(next?.isOpen).toBe(isOpen);
  });

  it.each([
    ['of 15 999 characters, and waits for more', [8_000, 7_999], 2, true],
    ['of 16 000 characters', [8_000, 8_000], 2, false],
    ['up to the one that makes it 16 001 characters', [8_000, 8_001], 1, false],
    ['from the first on, however long', [20_000, 1], 1, false],
  ])('has texts %s', (_, sizes, count, isOpen) => {
    const next = cut(
      sizes.map((size, sequence) => event({ sequence, size })),
      'combined',
      kindOf,
    );

    expect(next?.events).toHaveLength(count);
    expect(next?.isOpen).toBe(isOpen);
  });

  test('does not wait for more than a long text that no other can join', () => {
    expect(cut([event({ size: 16_000 })], 'combined', kindOf)).toMatchObject({ isOpen: false });
  });
});
