/** An agent workspace in the terminal: shows the agent's conversations, and sends the lines of stdin as replies. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { Agent } from 'node-agent-sdk';
import { Conversations, type Conversation } from 'node-agent-sdk/bot';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start();
const login = { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS };
await using agent = new Agent(simulator?.agentOptions() ?? login);
await using conversations = new Conversations(agent);
let current: Conversation | undefined; // Replies go to this conversation.

conversations.on('error', (error) => console.error(error));
conversations.on('ring', (ring) => ring.accept());
conversations.on('opened', (conversation) => {
  current ??= conversation;
  console.log(`${numberOf(conversation)}> is here`);
});
conversations.on('message', async (conversation, message) => {
  if (!message.isFromConsumer) return;
  console.log(`${numberOf(conversation)}> ${message.text}`);
  await conversation.markRead(message.sequence);
});
conversations.on('closed', (conversation, { reason }) => console.log(`${numberOf(conversation)}> closed by ${reason}`));

const numbers: Conversation[] = []; // The first conversation is 1.
const numberOf = (it: Conversation): number => numbers.indexOf(it) + 1 || numbers.push(it);

async function execute(line: string): Promise<void> {
  const [command, argument] = line.split(' ');
  if (command === '/go') current = numbers[Number(argument) - 1];
  else if (current === undefined) console.log('There is no conversation');
  else if (command === '/who') console.log((await current.profile()).firstName);
  else if (command === '/close') await current.close();
  else if (command === '/queue') await current.handOff({ queue: true });
  else await current.reply(line);
}

await conversations.start();
await agent.setAgentState({ availability: 'ONLINE' });
const keyboard = new PassThrough(); // Typed by the script below, when there is no account.
if (simulator) void play(simulator);
for await (const line of createInterface({ input: simulator ? keyboard : process.stdin })) {
  await execute(line).catch((error: unknown) => console.log(`Not done: ${String(error)}`));
}

async function play(platform: Simulator): Promise<void> {
  const ada = platform.consumer({ firstName: 'Ada' });
  await Promise.all([once(conversations, 'opened'), ada.startConversation()]);
  await Promise.all([platform.seen({ request: 'publishEvent' }), ada.say('Where is my order?')]);
  keyboard.write('/who\nIt arrives tomorrow.\n');
  await ada.hears('It arrives tomorrow.');
  keyboard.write('/close\n');
  await once(conversations, 'closed');
  keyboard.end();
}
