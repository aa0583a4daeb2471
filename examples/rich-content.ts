/** Sends a card and quick replies, and recognises a click by its metadata. */
import { once } from 'node:events';
import { Agent, ResponseError, type Click, type PublishableEvent, type RequestOptions } from 'node-agent-sdk';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start();
const login = { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS };
await using agent = new Agent(simulator?.agentOptions() ?? login);

/** A click that publishes `text` as the consumer, with `id` in the metadata of the message. */
const click = (id: string, text: string): Click => ({
  actions: [{ type: 'publishText', text }],
  metadata: [{ type: 'ExternalId', id }],
});

const card: PublishableEvent = {
  type: 'RichContentEvent',
  content: {
    type: 'vertical',
    elements: [
      { type: 'text', text: 'Coffee, 250 g', style: { bold: true, size: 'large' } },
      { type: 'button', title: 'Buy', click: click('buy-coffee', 'I would like the coffee.') },
      { type: 'button', title: 'Map', click: { actions: [{ type: 'navigate', la: 40.7562, lo: -73.9985 }] } },
    ],
  },
};

const replies = ['1', '2', '3'].map((n) => ({ type: 'button' as const, title: n, click: click(`packs-${n}`, n) }));
const question: PublishableEvent = {
  type: 'ContentEvent',
  contentType: 'text/plain',
  message: 'How many packs?',
  quickReplies: { type: 'quickReplies', itemsPerRow: 3, replies },
};

agent.on('error', (error) => console.error(error));

agent.on('routing.RoutingTaskNotification', async ({ changes }) => {
  for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
    if (ringState === 'WAITING') await agent.updateRingState({ ringId, ringState: 'ACCEPTED' }).catch(unlessTaken);
  }
});

/** 409: another agent accepted the ring first, or the consumer has left. The bot ignores both. */
function unlessTaken(error: unknown): void {
  if (!(error instanceof ResponseError && error.code === 409)) throw error;
}

agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  for (const { event, metadata = [], originatorMetadata } of changes) {
    // A click causes two events: an AcceptStatusEvent `ACTION` and the text that it publishes. This bot reads the text.
    if (originatorMetadata?.role !== 'CONSUMER' || event.type !== 'ContentEvent') continue;
    const clicked = metadata.find((it) => it.type === 'ExternalId')?.id;
    // Reports show this metadata as the name of the card.
    if (clicked === undefined) await publish(dialogId, card, { metadata: [{ type: 'ExternalId', id: 'coffee' }] });
    else if (clicked === 'buy-coffee') await publish(dialogId, question);
    else await publish(dialogId, { type: 'ContentEvent', contentType: 'text/plain', message: `You chose ${clicked}.` });
  }
});

const publish = (dialogId: string, event: PublishableEvent, options?: RequestOptions): Promise<unknown> =>
  agent.publishEvent({ dialogId, event }, options);

await agent.connect();
await agent.setAgentState({ availability: 'ONLINE' });
await agent.subscribeRoutingTasks();

if (simulator) {
  const consumer = simulator.consumer();
  await consumer.startConversation();
  await simulator.seen({ response: 'updateRingState' });
  await consumer.say('What do you sell?');
  console.log((await consumer.hears(/Coffee/)).text);
  await consumer.click('Buy');
  console.log((await consumer.hears('How many packs?')).text);
  await consumer.click('2');
  console.log((await consumer.hears(/^You chose/)).text);
} else await once(process, 'SIGINT');
