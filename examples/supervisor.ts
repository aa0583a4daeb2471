/** A supervisor's live table of the open conversations of an account: skill, agent, waiting time, last message. */
import { once } from 'node:events';
import { Agent } from 'node-agent-sdk';
import { Conversations, type ConversationView } from 'node-agent-sdk/bot';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start();
await using agent = new Agent(
  simulator?.agentOptions() ?? { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS },
);
let closed = 0;

agent.on('error', (error) => console.error(error));
await agent.connect();
// Not started: a supervisor takes no conversations.
await using watch = await new Conversations(agent).watch({ stage: ['OPEN'] }, { max: 500 });
watch.on('removed', () => (closed += 1));
watch.on('evicted', ({ id }) => console.error(`Not shown until it changes: ${id}`));

function rowOf({ skillId = '-', assignedAgentId = 'queue', waitingSince, lastMessage }: ConversationView): string {
  const waits = waitingSince === undefined ? '' : `${Math.floor((agent.serverTime() - waitingSince) / 60_000)} min`;
  const owner = assignedAgentId === agent.agentId ? 'me' : assignedAgentId;
  return `${skillId.padEnd(8)} ${owner.padEnd(36)} ${waits.padStart(8)}  ${lastMessage?.text ?? ''}`;
}

function show(): void {
  if (process.stdout.isTTY) console.clear();
  console.log(`${watch.size} open, ${closed} closed`);
  for (const conversation of watch) console.log(rowOf(conversation));
}

if (simulator) {
  const [ada, ben] = [simulator.consumer(), simulator.consumer()];
  await Promise.all([once(watch, 'added'), ada.startConversation({ skillId: '10' })]);
  await Promise.all([once(watch, 'changed'), ada.say('Where is my order?')]);
  await Promise.all([once(watch, 'added'), ben.startConversation({ skillId: '20' })]);
  await Promise.all([once(watch, 'changed'), ben.say('Hello?')]);
  show();
  await Promise.all([once(watch, 'removed'), ada.close()]);
  show();
} else {
  const timer = setInterval(show, 1_000);
  await once(process, 'SIGINT');
  clearInterval(timer);
}
