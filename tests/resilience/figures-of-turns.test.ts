import { expect, it } from 'vitest';
import { turns } from '../soak/figures/turns.js';

// The short form of `npm run test:soak -- turns`.

it('a bot that is cut and killed handles each message in order, and repeats only the one in hand', async () => {
  const {
    said,
    kills,
    cuts,
    failed,
    plainRepeated: _plain,
    keyedDoubled: _keyed,
    ...wrong
  } = await turns({
    messages: 300,
    kills: 3,
    cutsPerRun: 2,
    conversations: 6,
    failingShare: 0.05,
    mostRunMs: 400,
  });

  expect({ said, kills, cuts }).toEqual({ said: 300, kills: 3, cuts: 6 });
  expect(failed).toBeGreaterThan(0);
  expect(wrong).toEqual({
    lost: 0,
    disordered: 0,
    otherSessions: 0,
    unanswered: 0,
    keyedWrongly: 0,
    repeatedWrongly: 0,
  });
}, 60_000);
