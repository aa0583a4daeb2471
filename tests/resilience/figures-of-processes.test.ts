import { expect, it } from 'vitest';
import { kills } from '../soak/figures/kills.js';
import { withoutHandlers } from '../soak/figures/without-handlers.js';

// The short form of `npm run test:soak`.

it.concurrent('a process without listeners gets no uncaught exception or unhandled rejection', async () => {
  const { trials, uncaught, unhandled, examples } = await withoutHandlers(0.08);

  expect({ uncaught, unhandled, examples }).toEqual({ uncaught: 0, unhandled: 0, examples: [] });
  expect(trials).toBeGreaterThan(30);
}, 60_000);

it.concurrent('a killed bot loses no message, and repeats at most the one in its handler', async () => {
  const { lost, disordered, repeatedWrongly, said } = await kills(3, 4, 150);

  expect({ lost, disordered, repeatedWrongly }).toEqual({ lost: 0, disordered: 0, repeatedWrongly: 0 });
  expect(said).toBeGreaterThan(0);
}, 60_000);
