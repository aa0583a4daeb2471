import { expect, it } from 'vitest';
import { botTakeovers } from '../soak/figures/bot-takeovers.js';

// The short form of `npm run test:soak -- bottakeovers`.

it('a turn whose conversation a human takes is aborted, says nothing more, and is neither repeated nor escalated', async () => {
  const { replies, ...counts } = await botTakeovers(20, 10, 4);

  expect(counts).toEqual({
    takeovers: 20,
    offline: 5,
    aborted: 20,
    refused: 20,
    repeated: 0,
    failures: 0,
    escalated: 0,
    writtenAfter: 0,
  });
  expect(replies).toBeGreaterThan(0);
}, 30_000);
