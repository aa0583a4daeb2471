import { expect, it } from 'vitest';
import { failingHandlers } from '../soak/figures/failing-handlers.js';
import { hangingHandlers } from '../soak/figures/hanging-handlers.js';
import { randomHistories } from '../soak/figures/random-histories.js';
import { gracefulStops } from '../soak/figures/stops.js';
import { transfers } from '../soak/figures/transfers.js';

// The short form of `npm run test:soak`.

it('a bot that is stopped gracefully while handlers run answers each message once', async () => {
  const { stops, atWork, unanswered, answeredTwice, failures } = await gracefulStops({
    bots: 4,
    stops: 4,
    mostHandlerMs: 20,
    mostRunMs: 80,
    messages: 15,
  });

  expect({ stops, unanswered, answeredTwice, failures }).toEqual({
    stops: 16,
    unanswered: 0,
    answeredTwice: 0,
    failures: [],
  });
  // Otherwise no handler was running at a stop.
  expect(atWork).toBeGreaterThanOrEqual(8);
});

it('after cuts and kills, only failed or interrupted handlers get a message again', async () => {
  const { said, kills, failed, ...rest } = await failingHandlers({
    messages: 200,
    kills: 2,
    dialogs: 4,
    failingShare: 0.1,
    mostRunMs: 200,
    mostUncutMs: 100,
  });

  expect({ said, kills }).toEqual({ said: 200, kills: 2 });
  expect(rest).toMatchObject({ unhandled: 0, disordered: 0, repeatedWrongly: 0 });
  expect(failed).toBeGreaterThan(0);
  expect(rest.repeatedAfterFailure).toBeGreaterThan(0);
}, 60_000);

it.each([
  ['with a store', true],
  ['without a store', false],
])('no message of a transferred or closed conversation is repeated, %s', async (_, hasStore) => {
  const {
    transfers: count,
    closed,
    repeated,
    lost,
    late,
  } = await transfers({
    conversations: 6,
    times: 4,
    hasStore,
    longestAwayMs: 0,
  });

  expect({ count, closed, repeated, lost }).toEqual({ count: 24, closed: 6, repeated: 0, lost: 0 });
  expect(late).toBe(108);
});

it.each([
  ['with a store', true],
  ['without a store', false],
])(
  'all conversations are served but those whose handlers hang, %s',
  async (_, hasStore) => {
    const { slowestMs: _slowestMs, ...counts } = await hangingHandlers({
      conversations: 30,
      hanging: 10,
      hasStore,
      historyRate: 1_000,
    });

    expect(counts).toEqual({ conversations: 30, hanging: 10, served: 20, servedInTheEnd: 30, disordered: 0 });
  },
  90_000,
);

it('every message of random histories is delivered once, or reported as lost', async () => {
  const { histories, troubles, lostSilently, doubled, findings } = await randomHistories(10, 10, 20);

  expect({ histories, lostSilently, doubled, findings }).toEqual({
    histories: 10,
    lostSilently: 0,
    doubled: 0,
    findings: [],
  });
  expect(troubles).toBeGreaterThan(0);
});
