import { expect, it } from 'vitest';
import { callsUnderFaults } from '../soak/figures/calls.js';
import { leaks } from '../soak/figures/leaks.js';
import { messagesOverCuts } from '../soak/figures/messages.js';
import { refreshCycles } from '../soak/figures/refreshes.js';

// The short form of `npm run test:soak`.

it('each message is delivered once and in order over forced cuts', async () => {
  const { said, cuts, lost, doubled, disordered } = await messagesOverCuts(800, 26, 8);

  expect({ said, cuts, lost, doubled, disordered }).toEqual({
    said: 800,
    cuts: 26,
    lost: 0,
    doubled: 0,
    disordered: 0,
  });
});

it('each request under faults settles once, with the true `delivery`, and is not sent again', async () => {
  const { unsettled, settledTwice, untrue, sentAgain, outcomes } = await callsUnderFaults(1_280, 80);

  expect({ unsettled, settledTwice, untrue, sentAgain }).toEqual({
    unsettled: 0,
    settledTwice: 0,
    untrue: 0,
    sentAgain: 0,
  });
  expect(Object.keys(outcomes).length).toBeGreaterThan(4);
});

it('many reconnects and notifications leak no listener, timer or memory', async () => {
  const it = await leaks(40, 10_000);

  expect(it.notifications).toBe(10_000);
  expect([it.listenersAfter, it.timersAfter]).toEqual([it.listenersBefore, it.timersBefore]);
  expect(it.heapGrowthBytes).toBeLessThan(5 * 1024 * 1024);
});

it('refreshes of the session close no socket', async () => {
  const { cycles, dropped, sockets, relogins } = await refreshCycles(60, 50);

  expect(cycles).toBeGreaterThanOrEqual(60);
  expect({ dropped, sockets }).toEqual({ dropped: 0, sockets: 1 });
  expect(relogins).toBeGreaterThan(0);
});
