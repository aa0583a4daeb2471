import { expect, it } from 'vitest';
import { flood } from '../soak/figures/flood.js';

// The short form of `npm run test:soak -- flood`.

it.each([
  ['many messages', 2_000, 4_000],
  ['large messages', 100, 100_000],
])(
  'a bot that is flooded with %s keeps at most 100 of them or 1 MB, and handles all in order',
  async (_, messages, characters) => {
    const { handled, disordered, mostWaiting, heapGrowthBytes } = await flood(messages, characters);

    expect({ handled, disordered }).toEqual({ handled: messages, disordered: 0 });
    expect(mostWaiting).toBeLessThanOrEqual(100);
    expect(mostWaiting * characters).toBeLessThanOrEqual(1_000_000);
    // Beside the messages that wait: compiled code, and what the agent keeps.
    expect(heapGrowthBytes).toBeLessThan(5_000_000);
  },
  60_000,
);
