import { setImmediate as settled } from 'node:timers/promises';
import { fc, it } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Slots } from '../../src/bot/slots.js';

describe('Slots', () => {
  it.prop([fc.integer({ min: 1, max: 4 }), fc.array(fc.nat({ max: 5 }), { maxLength: 40 })])(
    'are taken in order, never more than there are, and all come back',
    async (count, releases) => {
      const slots = new Slots(count);
      const order: number[] = [];
      const taken: (() => void)[] = [];
      const all: Promise<void>[] = [];
      for (const [index, release] of releases.entries()) {
        all.push(
          slots.take().then((giveBack) => {
            order.push(index);
            taken.push(giveBack);
            expect(taken.length).toBeLessThanOrEqual(count);
          }),
        );
        await settled();
        for (const giveBack of taken.splice(0, release)) giveBack();
        await settled();
        expect(slots.used).toBeLessThanOrEqual(count);
      }
      for (let round = 0; round <= releases.length; round += 1) {
        await settled();
        for (const giveBack of taken.splice(0)) giveBack();
      }
      await Promise.all(all);

      expect(order).toEqual([...releases.keys()]);
      expect(slots.used).toBe(0);
    },
  );

  test('come back once, however often the function is called', async () => {
    const slots = new Slots(1);
    const giveBack = await slots.take();
    giveBack();
    giveBack();
    const next = await slots.take();
    giveBack();

    expect(slots.used).toBe(1);
    next();
    expect(slots.used).toBe(0);
  });
});
