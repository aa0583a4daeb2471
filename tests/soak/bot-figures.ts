import { botHanging } from './figures/bot-hanging.js';
import { botStops } from './figures/bot-stops.js';
import { botTakeovers } from './figures/bot-takeovers.js';
import { botTransfers } from './figures/bot-transfers.js';
import { flood, type Flood } from './figures/flood.js';
import { flows } from './figures/flows.js';
import { turns } from './figures/turns.js';
import { seconds, type Figure } from './figure.js';

/** The rows of a `Bot`, by the argument of `npm run test:soak`. */
export const botFigures: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  turns: async () => {
    const it = await turns({
      messages: 10_000,
      kills: 100,
      cutsPerRun: 2,
      conversations: 50,
      failingShare: 0.05,
      mostRunMs: 1_000,
    });
    const wrong = it.lost + it.disordered + it.otherSessions + it.unanswered + it.keyedWrongly + it.repeatedWrongly;
    return [
      {
        figure: `${it.said} messages to a Bot, handlers failing one time in twenty, ${it.cuts} cuts, ${it.kills} kills`,
        goal: '0 lost, 0 out of order, the sessions of a bot without interruptions, replies with a key once, only the message in hand repeated',
        measured: `${it.lost} lost, ${it.disordered} out of order, ${it.otherSessions} other sessions, ${it.unanswered} unanswered; ${it.failed} failures; with a key ${it.keyedDoubled} doubled in flight and ${it.keyedWrongly} otherwise, without ${it.plainRepeated} repeated; ${it.repeatedWrongly} not in hand`,
        met: it.said === 10_000 && it.cuts === 200 && wrong === 0,
      },
    ];
  },

  bottakeovers: async () => {
    const it = await botTakeovers(1_000, 10, 4);
    const wrong = it.repeated + it.failures + it.escalated + it.writtenAfter;
    return [
      {
        figure: `${it.takeovers} takeovers during a turn of a Bot, ${it.offline} of them offline`,
        goal: 'each signal aborted, 0 repeated, 0 escalated, 0 frames to the consumer after the SDK has read it',
        measured: `${it.aborted} aborted, ${it.refused} refused, ${it.repeated} repeated, ${it.failures} failures, ${it.escalated} escalated, ${it.writtenAfter} written after; ${it.replies} replies`,
        met: it.takeovers === 1_000 && it.aborted === 1_000 && it.refused === 1_000 && wrong === 0,
      },
    ];
  },

  botstops: async () => {
    const plan = { bots: 20, stops: 50, mostHandlerMs: 500, drainMs: 2_000, mostRunMs: 1_000, messages: 6 };
    const it = await botStops(plan);
    if (it.failures.length > 0) console.error(it.failures.slice(0, 10));
    return [
      {
        figure: `${it.stops} graceful stops of a Bot at random moments, handlers of 0 to 500 ms, drain of 2 s`,
        goal: '0 lost, 0 handled twice, never later than drain and 1 s',
        measured: `${it.lost} lost of ${it.said}, ${it.handledTwice} handled twice, ${it.late} late, slowest ${seconds(it.slowestMs)}; handlers at work at ${it.atWork} stops, messages waiting at ${it.waiting}`,
        met: it.stops === 1_000 && it.lost + it.handledTwice + it.late + it.failures.length === 0,
      },
    ];
  },

  bothanging: async () => {
    const it = await botHanging(250, 20);
    return [
      {
        figure: `${it.conversations} conversations of a Bot, ${it.hanging} handlers hanging`,
        goal: 'the other 230 served meanwhile, the hung ones handed off, nothing late said or committed',
        measured: `${it.served} served, ${it.handedOff} handed off and ${it.handedOffWrongly} wrongly, ${it.reported} reported, ${it.saidLate} said late, ${it.committedLate} committed late`,
        met:
          it.hanging === 20 &&
          it.served === 230 &&
          it.handedOff === 20 &&
          it.reported === 20 &&
          it.handedOffWrongly + it.saidLate + it.committedLate === 0,
      },
    ];
  },

  transfersin: async () => {
    const it = await botTransfers(200);
    return [
      {
        figure: `${it.conversations} conversations of 50 messages transferred to a Bot, then away and back after 20 messages, ${it.cut} cuts`,
        goal: '1 turn after the transfer; 0 turns and `back` once after the return',
        measured: `${it.answeredOnce} with 1 turn, ${it.backOnce} with 0 turns and \`back\` once, ${it.wentOn} went on`,
        met: [it.answeredOnce, it.backOnce, it.wentOn].every((count) => count === 200),
      },
    ];
  },

  flows: async () => {
    const it = await flows({ flows: 1_000, restarts: 4_800 });
    return [
      {
        figure: `${it.flows} flows of five steps, ${it.restarts} restarts in process, a deployment that inserts a step`,
        goal: '0 stuck, each step ran once, each question asked once',
        measured: `${it.stuck} stuck, ${it.ranTwice} steps twice, ${it.askedTwice} questions twice, ${it.errors} errors`,
        met: it.finished === 1_000 && it.stuck + it.ranTwice + it.askedTwice + it.errors === 0,
      },
    ];
  },

  flood: async () => [floodFigure(await flood(10_000, 4_000)), floodFigure(await flood(500, 100_000))],
};

function floodFigure(it: Flood): Figure {
  const keptCharacters = it.mostWaiting * it.characters;
  const isBounded = it.mostWaiting <= 100 && keptCharacters <= 1_000_000 && it.heapGrowthBytes < 5_000_000;
  return {
    figure: `${it.said} messages of ${it.characters} characters to the slow handler of a Bot`,
    goal: 'at most 100 or 1 MB wait, heap <= +5 MB, all handled in order',
    measured: `${it.mostWaiting} wait, heap +${(it.heapGrowthBytes / 1e6).toFixed(2)} MB, ${it.handled} handled, ${it.disordered} out of order`,
    met: isBounded && it.handled === it.said && it.disordered === 0,
  };
}
