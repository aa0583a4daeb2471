import { expect, it } from 'vitest';
import { botHanging } from '../soak/figures/bot-hanging.js';

// The short form of `npm run test:soak -- bothanging`.

it('a Bot with handlers that hang serves its other conversations, and hands the hung ones off', async () => {
  expect(await botHanging(30, 5)).toEqual({
    conversations: 30,
    hanging: 5,
    served: 25,
    handedOff: 5,
    handedOffWrongly: 0,
    reported: 5,
    saidLate: 0,
    committedLate: 0,
  });
}, 60_000);
