import { expect, it } from 'vitest';
import { botStops } from '../soak/figures/bot-stops.js';

// The short form of `npm run test:soak -- botstops`.

it('a Bot that is stopped while handlers run loses no message and handles none twice', async () => {
  const { stops, atWork, lost, handledTwice, late, failures } = await botStops({
    bots: 4,
    stops: 4,
    mostHandlerMs: 20,
    drainMs: 2_000,
    mostRunMs: 80,
    messages: 15,
  });

  expect({ stops, lost, handledTwice, late, failures }).toEqual({
    stops: 16,
    lost: 0,
    handledTwice: 0,
    late: 0,
    failures: [],
  });
  // Otherwise no handler was running at a stop.
  expect(atWork).toBeGreaterThanOrEqual(8);
}, 60_000);
