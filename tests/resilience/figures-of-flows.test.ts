import { expect, it } from 'vitest';
import { flows } from '../soak/figures/flows.js';

// The short form of `npm run test:soak -- flows`.
it('no flow is stuck, and each step runs once, over restarts and a deployment that inserts a step', async () => {
  const it = await flows({ flows: 20, restarts: 12 });

  expect(it).toEqual({ flows: 20, restarts: 12, finished: 20, stuck: 0, ranTwice: 0, askedTwice: 0, errors: 0 });
}, 60_000);
