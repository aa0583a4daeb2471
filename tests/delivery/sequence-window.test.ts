import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { SequenceWindow } from '../../src/delivery/sequence-window.js';

describe('a window', () => {
  it('that is anchored expects the next sequence', () => {
    const window = new SequenceWindow(3, true);

    expect([3, 4, 5].map((sequence) => window.place(sequence))).toEqual(['double', 'next', 'ahead']);
  });

  it('that is not anchored starts at any sequence, and accepts earlier ones as late', () => {
    const window = new SequenceWindow(undefined, false);
    window.settle(40);

    expect([39, 40, 41, 42].map((sequence) => window.place(sequence))).toEqual(['late', 'double', 'next', 'ahead']);
  });

  it('does not move past a gap before an island until the gap is filled', () => {
    const window = new SequenceWindow(0, true);
    window.settle(3);
    expect([window.last, window.place(3), window.place(2)]).toEqual([0, 'double', 'ahead']);

    window.settle(1);
    window.settle(2);

    expect(window.last).toBe(3);
  });

  it('keeps a limited number of passed holes', () => {
    const window = new SequenceWindow(0, true);
    for (let sequence = 2; sequence < 400; sequence += 2) {
      window.passTo(sequence);
      window.settle(sequence);
    }

    expect([window.place(397), window.place(1), window.place(398)]).toEqual(['late', 'forgotten', 'double']);
  });

  test.prop([fc.array(fc.nat({ max: 60 }), { maxLength: 120 })])(
    'accepts each sequence once, in any order',
    (sequences) => {
      const window = new SequenceWindow(undefined, true);
      const delivered: number[] = [];
      for (const sequence of sequences) {
        if (window.place(sequence) === 'double') continue;
        window.settle(sequence);
        delivered.push(sequence);
      }

      expect(delivered).toEqual([...new Set(sequences)]);
      const inARow = [...new Set(sequences)]
        .toSorted((a, b) => a - b)
        .findIndex((sequence, index) => sequence !== index);
      expect((window.last ?? -1) + 1).toBe(inARow === -1 ? new Set(sequences).size : inARow);
    },
  );

  test.prop([fc.array(fc.record({ sequence: fc.nat({ max: 40 }), passes: fc.boolean() }), { maxLength: 100 })])(
    'never moves backwards, and calls only delivered sequences double',
    (steps) => {
      const window = new SequenceWindow(undefined, true);
      const delivered = new Set<number>();
      for (const { sequence, passes } of steps) {
        const before = window.last ?? -1;
        if (passes) window.passTo(sequence);
        else {
          window.settle(sequence);
          delivered.add(sequence);
        }
        expect(window.last ?? -1).toBeGreaterThanOrEqual(before);
        for (let one = 0; one <= 41; one += 1) {
          expect(window.place(one) === 'double').toBe(delivered.has(one));
        }
      }
    },
  );

  /** A live event, a history read of so many events, or a lost connection. */
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('live' as const), index: fc.nat({ max: 30 }) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('history' as const), count: fc.nat({ max: 8 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), missed: fc.nat({ max: 8 }) }) },
  );

  test.prop([fc.uniqueArray(fc.nat({ max: 60 }), { minLength: 1, maxLength: 31 }), fc.array(step, { maxLength: 80 })])(
    'yields each event once and in order, however live events, history, holes, doubles and cuts interleave',
    (numbers, steps) => {
      const history = numbers.toSorted((a, b) => a - b);
      const window = new SequenceWindow(undefined, true);
      const delivered: number[] = [];
      const take = (sequence: number): void => {
        window.settle(sequence);
        delivered.push(sequence);
      };
      /** The oldest events of the history after `last`, doubles of delivered ones included. */
      const read = (count: number): void => {
        const { last = -1 } = window;
        for (const sequence of history.filter((one) => one > last).slice(0, count)) {
          // The history shows this event and none between `last` and it.
          window.passTo(sequence);
          if (window.place(sequence) === 'next') take(sequence);
        }
      };
      for (const one of steps) {
        if (one.kind === 'history') read(one.count);
        const sequence = one.kind === 'live' ? history[one.index % history.length] : undefined;
        // An event that is ahead waits for the history, which contains the event.
        if (sequence !== undefined && window.place(sequence) === 'next') take(sequence);
        // Messages missed during a cut arrive twice: in the history, and late from the old connection.
        if (one.kind === 'cut') {
          const from = delivered.length;
          read(one.missed);
          for (const again of delivered.slice(from)) expect(window.place(again)).toBe('double');
        }
        expect(delivered).toEqual(history.slice(0, delivered.length));
      }
      read(Infinity);

      expect(delivered).toEqual(history);
      for (const sequence of history) expect(window.place(sequence)).toBe('double');
    },
  );
});
