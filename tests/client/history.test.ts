import { fc, it } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { checkMessagesQuery, fetchMessages } from '../../src/client/history.js';
import type { SequenceRange } from '../../src/delivery/open-ranges.js';
import { ValidationError } from '../../src/errors.js';
import { exampleIdentity } from '../../src/protocol/define.js';
import { caught } from '../support/caught.js';

// `agent.messages()` with a bound at the end. The platform documents neither its page size, nor whether bounds are inclusive.

/** A page of the platform, as `.ams.ms.QueryMessages` responds. */
type Page = (range: SequenceRange) => readonly number[];

async function fetched(
  query: { readonly after?: number; readonly before?: number; readonly last?: number },
  page: Page,
): Promise<{ readonly sequences: readonly unknown[]; readonly ranges: readonly SequenceRange[] }> {
  const ranges: SequenceRange[] = [];
  const messages = await fetchMessages(
    { dialogId: 'd-1', ...query },
    {
      page: async (range) => {
        ranges.push(range);
        return { body: page(range).map(eventAt), me: exampleIdentity };
      },
      report: (error) => {
        throw error;
      },
    },
  );
  return { sequences: messages.map(({ sequence }) => sequence), ranges };
}

function eventAt(sequence: number): object {
  return {
    sequence,
    dialogId: 'd-1',
    originatorId: 'u-1',
    originatorMetadata: { id: 'u-1', role: 'CONSUMER' },
    serverTimestamp: 1_700_000_000_000 + sequence,
    event: { type: 'ContentEvent', contentType: 'text/plain', message: `message ${sequence}` },
  };
}

const sequences = fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 40 }).map((all) => all.toSorted((a, b) => a - b));
const bound = fc.integer({ min: 0, max: 65 });
/** How a platform cuts its pages, of those events that its own idea of the bounds selects. */
const styles = fc.record({
  isInclusive: fc.boolean(),
  size: fc.integer({ min: 3, max: 60 }),
  isNewestFirst: fc.boolean(),
});

describe('messages() with `before`', () => {
  it.prop([sequences, bound, bound, fc.integer({ min: 1, max: 50 }), styles])(
    'gives the newest events between the bounds, whatever the pages',
    async (all, low, before, last, { isInclusive, size, isNewestFirst }) => {
      const after = low - 1;
      const edge = isInclusive ? 1 : 0;
      const page: Page = (range) => {
        const found = all.filter((one) => one > range.after - edge && one < range.before + edge);
        return isNewestFirst ? found.slice(-size) : found.slice(0, size);
      };

      const result = await fetched({ after, before, last }, page);

      expect(result.sequences).toEqual(all.filter((one) => one > after && one < before).slice(-last));
      for (const range of result.ranges) expect(range.before).toBeLessThanOrEqual(before);
    },
  );

  test('requests nothing when no sequence is between the bounds', async () => {
    const { ranges } = await fetched({ after: 4, before: 5 }, () => [4, 5]);

    expect(ranges).toEqual([]);
  });

  test('ignores events of a platform that does not know the bound', async () => {
    const { sequences: found } = await fetched({ before: 3 }, () => [0, 1, 2, 3, 4]);

    expect(found).toEqual([0, 1, 2]);
  });

  test.each([-1, 1.5, Number.NaN, '3', null])('refuses %o', async (before) => {
    const error = await caught(() => checkMessagesQuery({ dialogId: 'd-1', before }));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ issues: [{ path: 'before' }] });
  });
});
