import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { botFigures } from './bot-figures.js';
import { callsUnderFaults } from './figures/calls.js';
import { heapPerConversation } from './figures/conversation-memory.js';
import { killedCommits } from './figures/commits.js';
import { failingHandlers } from './figures/failing-handlers.js';
import { serverRestart } from './figures/fleet.js';
import { hangingHandlers, type HangingHandlers } from './figures/hanging-handlers.js';
import { kills } from './figures/kills.js';
import { leaks } from './figures/leaks.js';
import { deadSockets, quietDay, resets, slowDay, standstills } from './figures/liveness.js';
import { messagesOverCuts } from './figures/messages.js';
import { withoutHandlers } from './figures/without-handlers.js';
import { randomHistories } from './figures/random-histories.js';
import { refreshCycles } from './figures/refreshes.js';
import { gracefulStops } from './figures/stops.js';
import { strayAnswersSurvived } from './figures/stray-answers.js';
import { wrongSnapshots } from './figures/snapshots.js';
import { takeovers } from './figures/takeovers.js';
import { transfers, type Transfers } from './figures/transfers.js';
import { percentile, seconds, table, type Figure } from './figure.js';

/**
 * Measures the figures of docs/reliability.md: `npm run test:soak`, with names for some of them. Each is measured in a
 * process of its own. The exit code is 1 if a goal is missed.
 */
const figures: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  dead: async () => {
    const byDefault = await deadSockets(100, {}, 10_000);
    const tuned = await deadSockets(100, { pingInterval: 1_500, pingTimeout: 1_000 }, 1_500);
    const { alarms, pings } = await quietDay(10_000, 8_000);
    const slow = await slowDay(10_000);
    return [
      within('dead socket noticed, by default', byDefault, 20_000),
      within('dead socket noticed, tuned', tuned, 3_000),
      {
        figure: 'false alarms in a quiet day',
        goal: '0',
        measured: `${alarms + slow} (${pings} pings, and 10 s byte by byte)`,
        met: alarms + slow === 0,
      },
    ];
  },

  standstills: async () => {
    const all = await standstills({});
    const slowest = Math.max(...all.map(({ tookMs }) => tookMs));
    return [
      {
        figure: 'connect() settles in every standstill',
        goal: '100 %, within 30 s and what a timer is late',
        measured: `${all.length} of ${all.length}, slowest ${seconds(slowest)}`,
        met: slowest <= 30_250 && all.every(({ outcome }) => outcome === 'TimeoutError'),
      },
    ];
  },

  resets: async () => {
    const took = await resets(5, 40);
    return [
      {
        figure: 'ready again after a reset',
        goal: 'p99 <= 2 s',
        measured: `p50 ${seconds(percentile(took, 0.5))}, p99 ${seconds(percentile(took, 0.99))} of ${took.length}`,
        met: percentile(took, 0.99) <= 2_000,
      },
    ];
  },

  messages: async () => {
    const { said, cuts, lost, doubled, disordered } = await messagesOverCuts(10_000, 200, 25);
    return [
      {
        figure: `${said} messages over ${cuts} forced cuts`,
        goal: '0 lost, 0 doubled, 0 out of order',
        measured: `${lost} lost, ${doubled} doubled, ${disordered} out of order`,
        met: said >= 10_000 && cuts >= 200 && lost + doubled + disordered === 0,
      },
    ];
  },

  calls: async () => {
    const { calls, unsettled, settledTwice, untrue, sentAgain, outcomes } = await callsUnderFaults(100_000, 250);
    console.error(outcomes);
    return [
      {
        figure: `${calls} calls under faults`,
        goal: '0 unsettled, 0 settled twice, 0 untrue, 0 sent again',
        measured: `${unsettled} unsettled, ${settledTwice} settled twice, ${untrue} untrue, ${sentAgain} sent again`,
        met: unsettled + settledTwice + untrue + sentAgain === 0,
      },
    ];
  },

  unhandled: async () => {
    const { trials, uncaught, unhandled, examples } = await withoutHandlers(1);
    if (examples.length > 0) console.error(examples);
    return [
      {
        figure: `uncaught and unhandled over ${trials} faults, without handlers`,
        goal: '0',
        measured: `${uncaught} uncaught, ${unhandled} unhandled`,
        met: uncaught + unhandled === 0,
      },
    ];
  },

  leaks: async () => {
    const it = await leaks(10_000, 1_000_000);
    const constant = it.listenersBefore === it.listenersAfter && it.timersBefore === it.timersAfter;
    const megabytes = it.heapGrowthBytes / 1024 / 1024;
    return [
      {
        figure: `${it.reconnects} reconnects and ${it.notifications} notifications`,
        goal: 'heap <= +5 MB, listeners and timers constant',
        measured: `+${megabytes.toFixed(2)} MB, listeners ${it.listenersBefore} -> ${it.listenersAfter}, timers ${it.timersBefore} -> ${it.timersAfter}`,
        met: megabytes <= 5 && constant && it.notifications === 1_000_000,
      },
    ];
  },

  fleet: async () => {
    const it = await serverRestart(500, 2_000);
    const busiest = Math.max(it.busiestUpgrades, it.busiestLogins);
    return [
      {
        figure: `${it.agents} agents, the platform restarts`,
        goal: '<= 1 socket each, busiest second <= 10 %, <= 1 login in 5 s each',
        measured: `${it.sockets} socket, ${(busiest * 100).toFixed(1)} %, logins ${seconds(it.loginGapMs)} apart; ${it.back} back in ${seconds(it.tookMs)}`,
        met: it.back === it.agents && it.sockets <= 1 && busiest <= 0.1 && it.loginGapMs >= 5_000,
      },
    ];
  },

  refreshes: async () => {
    const { cycles, relogins, dropped, sockets } = await refreshCycles(1_000, 50);
    return [
      {
        figure: `${cycles} refresh cycles`,
        goal: '0 sockets dropped',
        measured: `${dropped} dropped, ${sockets} socket in all, ${relogins} sessions that had ended`,
        met: cycles >= 1_000 && dropped === 0 && sockets === 1,
      },
    ];
  },

  stray: async () => {
    const { count, stopped } = await strayAnswersSurvived({});
    if (stopped.length > 0) console.error(stopped);
    return [
      {
        figure: 'stray answers of directory, login, upgrade and token function, one each, to a bot that has worked',
        goal: 'all come back',
        measured: `${count - stopped.length} of ${count}`,
        met: stopped.length === 0,
      },
    ];
  },

  stops: async () => {
    const it = await gracefulStops({ bots: 20, stops: 50, mostHandlerMs: 500, mostRunMs: 1_000, messages: 6 });
    if (it.failures.length > 0) console.error(it.failures.slice(0, 10));
    return [
      {
        figure: `${it.stops} graceful stops at random moments, file of cursors, handlers of 0 to 500 ms that answer`,
        goal: '0 unanswered after the restart, 0 answered twice',
        measured: `${it.unanswered} unanswered of ${it.said}, ${it.answeredTwice} answered twice; handlers at work at ${it.atWork} stops, messages waiting at ${it.waiting}`,
        met: it.stops === 1_000 && it.unanswered + it.answeredTwice + it.failures.length === 0,
      },
    ];
  },

  failing: async () => {
    const it = await failingHandlers({
      messages: 10_000,
      kills: 40,
      dialogs: 20,
      failingShare: 0.1,
      mostRunMs: 1_000,
      mostUncutMs: 200,
    });
    return [
      {
        figure: `${it.said} messages, one of two handlers failing one time in ten, ${it.cuts} cuts, ${it.kills} kills`,
        goal: 'each handled, in order; only failed or interrupted ones repeated, and only to the handler that failed',
        measured: `${it.unhandled} unhandled, ${it.disordered} out of order; ${it.failed} failures, ${it.repeatedAfterFailure} repeated after one and ${it.repeatedAfterKill} after a kill, ${it.repeatedWrongly} wrongly`,
        met: it.said === 10_000 && it.unhandled + it.disordered + it.repeatedWrongly === 0,
      },
    ];
  },

  hanging: async () => {
    const plan = { conversations: 250, hanging: 20, historyRate: 50 };
    return [
      hangingFigure('with a store', await hangingHandlers({ ...plan, hasStore: true })),
      hangingFigure('without a store', await hangingHandlers({ ...plan, hasStore: false })),
    ];
  },

  transfers: async () => {
    const plan = { conversations: 100, times: 10, longestAwayMs: 6_000 };
    return [
      transfersFigure('with a store', await transfers({ ...plan, hasStore: true })),
      transfersFigure('without a store', await transfers({ ...plan, hasStore: false })),
    ];
  },

  random: async () => {
    const it = await randomHistories(200, 40, 200);
    if (it.findings.length > 0) console.error(it.findings);
    return [
      {
        figure: `${it.histories} random histories: pages, doubles, reverse, holes, refusals, silence`,
        goal: '0 lost silently: delivered, or reported',
        measured: `${it.lostSilently} lost silently of ${it.said}, ${it.lostReported} lost and reported, ${it.doubled} doubled; ${it.troubles} requests refused or not answered`,
        met: it.histories === 200 && it.lostSilently + it.doubled === 0,
      },
    ];
  },

  kills: async () => {
    const it = await kills(100, 10, 400);
    return [
      {
        figure: `bot killed ${it.kills} times, file of cursors`,
        goal: '0 lost, only the message in hand repeated',
        measured: `${it.lost} lost of ${it.said}, ${it.disordered} out of order, ${it.repeated} repeated (${it.repeatedWrongly} not in hand)`,
        met: it.lost + it.disordered + it.repeatedWrongly === 0,
      },
    ];
  },

  takeovers: async () => {
    const { takeovers: times, offline, writtenAfter, crossed, replies, notRefused } = await takeovers(1_000, 10, 4);
    return [
      {
        figure: `${times} takeovers by a human, ${offline} of them offline`,
        goal: '0 frames to the consumer after the SDK has read it',
        measured: `${writtenAfter} written after, ${notRefused} never refused; ${crossed} of ${replies + crossed} crossed it on the wire`,
        met: writtenAfter + notRefused === 0,
      },
    ];
  },

  snapshots: async () => {
    const wrong = wrongSnapshots(100_000);
    return [
      {
        figure: '100 000 random sequences of notifications',
        goal: 'the snapshot is the truth of the platform',
        measured: `${wrong} differ`,
        met: wrong === 0,
      },
    ];
  },

  conversations: async () => {
    const bytes = await heapPerConversation(1_000);
    return [
      {
        figure: 'heap of an idle open conversation',
        goal: '<= 8 KB, everything included',
        measured: `${(bytes / 1024).toFixed(1)} KB`,
        met: bytes <= 8 * 1024,
      },
    ];
  },

  commits: async () => {
    const it = await killedCommits(1_000, 20, 60);
    return [
      {
        figure: `${it.kills} kills during commits of a FileStore`,
        goal: 'each conversation as before or after a commit, never between; no resolved commit lost',
        measured: `${it.between} between, ${it.lost} lost, ${it.invented} not begun, of ${it.commits} commits; ${it.torn} kills within a line, ${it.compacting} within a compaction`,
        met: it.kills === 1_000 && it.between + it.lost + it.invented === 0,
      },
    ];
  },

  ...botFigures,
};

function within(figure: string, tookMs: readonly number[], limitMs: number): Figure {
  const inTime = tookMs.filter((ms) => ms <= limitMs).length;
  return {
    figure,
    goal: `${tookMs.length} of ${tookMs.length} within ${limitMs / 1000} s`,
    measured: `${inTime} of ${tookMs.length}, slowest ${seconds(Math.max(...tookMs))}`,
    met: inTime === tookMs.length,
  };
}

function transfersFigure(how: string, it: Transfers): Figure {
  return {
    figure: `${it.transfers} transfers away and back, ${it.closed} conversations closed, ${it.late} late events, ${how}`,
    goal: '0 repeated',
    measured: `${it.repeated} repeated of ${it.delivered}, ${it.lost} lost`,
    met: it.transfers >= 1_000 && it.repeated + it.lost === 0,
  };
}

function hangingFigure(how: string, it: HangingHandlers): Figure {
  const others = it.conversations - it.hanging;
  return {
    figure: `${it.conversations} conversations, ${it.hanging} handlers hanging, ${how}`,
    goal: 'the other 230 all served, none waiting for a hung one',
    measured: `${it.served} of ${others} served meanwhile, ${others} live messages answered in ${seconds(it.slowestMs)}; ${it.servedInTheEnd} of ${it.conversations} served in the end`,
    met: others === 230 && it.served === others && it.servedInTheEnd === it.conversations && it.disordered === 0,
  };
}

const MEASURE = '--measure';

/** Measures one figure in a process of its own. */
async function measured(name: string): Promise<readonly Figure[]> {
  const started = performance.now();
  const self = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, ['--no-warnings', '--import', 'tsx', self, MEASURE, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const line = output.split('\n').findLast((candidate) => candidate.startsWith('['));
  console.error(`${name}: ${seconds(performance.now() - started)}`);
  if (line !== undefined) return JSON.parse(line) as readonly Figure[];
  return [{ figure: name, goal: 'a measurement', measured: output.trim() || 'nothing', met: false }];
}

const [first, ...rest] = process.argv.slice(2);
if (first === MEASURE) {
  const result = await figures[rest[0] ?? '']?.();
  console.log(JSON.stringify(result));
  process.exit();
}
const names = first === undefined ? Object.keys(figures) : [first, ...rest];
const all: Figure[] = [];
for (const name of names) all.push(...(await measured(name)));
console.log(table(all));
process.exitCode = all.every(({ met }) => met) ? 0 : 1;
