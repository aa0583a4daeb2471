import { expect, it } from 'vitest';
import { percentile } from '../soak/figure.js';
import { deadSockets, quietDay, resets, standstills } from '../soak/figures/liveness.js';

// The short form of `npm run test:soak`.

it('idle sockets that answer pings are never closed', async () => {
  const { alarms, pings } = await quietDay(10_000, 8_000);

  expect(alarms).toBe(0);
  expect(pings).toBeGreaterThan(8_000);
});

it.concurrent('every dead socket is closed in time', async () => {
  const took = await deadSockets(10, { pingInterval: 1_000, pingTimeout: 900 }, 500);

  expect(took).toHaveLength(10);
  expect(Math.max(...took)).toBeLessThan(3_000);
});

it.concurrent('connect() rejects with a TimeoutError whichever service hangs', async () => {
  const all = await standstills({ connectTimeout: 500, requestTimeout: 400 });

  expect(all.filter(({ outcome }) => outcome !== 'TimeoutError')).toEqual([]);
  expect(all.length).toBeGreaterThan(10);
  expect(Math.max(...all.map(({ tookMs }) => tookMs))).toBeLessThan(30_000);
});

it.concurrent('an agent is ready again within 2 s of a reset', async () => {
  const took = await resets(3, 3);

  expect(percentile(took, 0.99)).toBeLessThanOrEqual(2_000);
});
