import { Bot, flow, type BotSetup } from '../../../src/bot/index.js';
import { rehearse, type SimulatedConsumer } from '../../../src/simulator/index.js';

export interface FlowFigures {
  readonly flows: number;
  readonly restarts: number;
  readonly finished: number;
  readonly stuck: number;
  /** Steps that ran more than once. */
  readonly ranTwice: number;
  /** Questions that a consumer was asked more than once. */
  readonly askedTwice: number;
  readonly errors: number;
}

const QUESTIONS = ['one', 'two', 'three', 'four'] as const;

/** Flows of five steps, whose bot is restarted when it rests; half-way a deployment inserts a question. */
export async function flows(plan: { readonly flows: number; readonly restarts: number }): Promise<FlowFigures> {
  const runs = new Map<string, number>();
  let isDeployed = false;
  const makeBot = (setup: BotSetup) => {
    const form = flow('form', { version: 1 }, async (ask) => {
      const answers: string[] = [];
      for (const [index, question] of QUESTIONS.entries()) {
        if (index === 2 && isDeployed) answers.push(await ask('inserted', 'inserted?'));
        answers.push(await ask(question, `${question}?`));
      }
      await ask.once('ticket', ({ key }) => {
        runs.set(key, (runs.get(key) ?? 0) + 1);
      });
      await ask.say('end', `done ${answers.filter((answer) => answer !== 'inserted').join(' ')}`);
    });
    const bot = new Bot(setup).flow(form);
    bot.hears('begin', (chat) => chat.start(form));
    return bot;
  };
  await using room = await rehearse(makeBot);
  const consumers = Array.from({ length: plan.flows }, () => room.consumer());
  const isDone = (consumer: SimulatedConsumer): boolean =>
    consumer.heard.some(({ text }) => text === `done ${QUESTIONS.join(' ')}`);
  for (const consumer of consumers) await consumer.says('begin');
  let restarts = 0;
  let position = 0;
  while (restarts < plan.restarts || !consumers.every(isDone)) {
    await room.settled();
    if (restarts < plan.restarts) {
      isDeployed = restarts >= plan.restarts / 2;
      await room.restart();
      restarts += 1;
    }
    // A few of the conversations, so that flows are at different questions at each restart.
    const batch = Math.ceil((plan.flows * (QUESTIONS.length + 1)) / plan.restarts);
    for (let index = 0; index < batch; index += 1) {
      const consumer = consumers[position % consumers.length];
      position += 1;
      const question = consumer?.heard.at(-1)?.text ?? '';
      if (question.endsWith('?')) await consumer?.says(question.slice(0, -1));
    }
    if (position > plan.flows * 20 + plan.restarts * batch) break;
  }
  await room.settled();
  const finished = consumers.filter(isDone).length;
  const askedTwice = consumers.reduce(
    (sum, { heard }) => sum + heard.length - new Set(heard.map(({ text }) => text)).size,
    0,
  );
  const ranTwice = [...runs.values()].filter((count) => count > 1).length;
  const stuck = plan.flows - finished;
  return { flows: plan.flows, restarts, finished, stuck, ranTwice, askedTwice, errors: room.errors.length };
}
