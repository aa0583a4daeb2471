// A program as users write it, compiled against the packed package with every check there is.
import {
  Agent,
  ResponseError,
  SDKError,
  requests,
  type AgentOptions,
  type ConversationField,
  type Message,
} from 'node-agent-sdk';
import {
  Conversations,
  FileStore,
  applyChange,
  testStore,
  type Change as StoreChange,
  type Conversation,
  type ConversationView,
  type Profile,
  type Saved,
  type Store,
} from 'node-agent-sdk/bot';
import { Agent as LegacyAgent, type AgentConf } from 'node-agent-sdk/legacy';
import { asText, card, check, link, button, listPicker, quickReplies } from 'node-agent-sdk/rich-content';
import { Refusal, Simulator } from 'node-agent-sdk/simulator';

const options: AgentOptions = { accountId: '1', username: 'bot', password: 'x', autoConnect: false };
const agent = new Agent(options);

agent.on('closed', (code: number, reason: string) => console.log(code, reason));
agent.on('error', (error) => console.log(error.code, error.delivery));
agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  const id: string = dialogId;
  for (const { sequence, event } of changes) {
    const position: number = sequence ?? -1;
    if (event.type === 'ContentEvent') console.log(id, position, event.message);
  }
});
agent.on('cqm.ExConversationChangeNotification', ({ changes }) => {
  // No check is needed: every emitted change has its conversation.
  for (const change of changes) console.log(change.type, change.result.convId);
});
agent.on('.ams.new.Notification', (body: unknown) => console.log(body));

export async function greet(dialogId: string): Promise<number> {
  try {
    const { sequence } = await agent.publishEvent({
      dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' },
    });
    return sequence;
  } catch (error) {
    if (error instanceof ResponseError) console.log(error.code, error.body);
    if (error instanceof SDKError) console.log(error.message);
    throw error;
  }
}

// @ts-expect-error A state the platform does not know.
void agent.setAgentState({ availability: 'SLEEPING' });
// @ts-expect-error A misspelt member.
void agent.setAgentState({ availability: 'ONLINE', chanels: [] });
// @ts-expect-error Credentials are missing.
export const unknown = new Agent({ accountId: '1' });

class Bot extends Agent {
  greeted = 0;
}
export const bot: Agent = new Bot(options);
export const type: string = requests.publishEvent.type;

const legacy = new LegacyAgent({ accountId: '1', username: 'bot', password: 'x' });
legacy.on('connected', () => legacy.dispose());
legacy.on('cqm.ExConversationChangeNotification', ({ changes }) => {
  for (const change of changes) console.log(change.result.convId, change.result.conversationDetails.getMyRole());
});
const conf: AgentConf = {
  accountId: '1',
  token: 't',
  userId: '501',
  wsOptions: { handshakeTimeout: 5_000, maxPayload: 1 },
};
export const old = new LegacyAgent(conf);
old.transport?.ws?.on('pong', () => old.transport?.ws?.terminate());

export async function lastWords(dialogId: string): Promise<readonly Message[]> {
  return agent.messages({ dialogId, /* messages */ last: 10 });
}

export async function simulate(): Promise<void> {
  const simulator = await Simulator.start();
  simulator.answer('publishEvent', () => {
    throw new Refusal(403, 'not a participant');
  });
  await simulator[Symbol.asyncDispose]();
}

// An adapter of a store, its proof, and a file that is both a store and the cursors of an agent.
class Adapter implements Store {
  saved: Saved | undefined;
  async *load(): AsyncIterable<Saved> {
    if (this.saved) yield this.saved;
  }
  async commit(_agent: string, change: StoreChange): Promise<void> {
    this.saved = applyChange(this.saved, change);
  }
}
export const proof: readonly string[] = testStore(() => ({ open: () => new Adapter() })).map(({ name }) => name);
const file = new FileStore('./bot.jsonl', { sync: true });
void file.commit('1/bot', { conversationId: 'c1', session: { asked: 1 }, timers: { silence: null } });
export const withCursors: AgentOptions = { ...options, cursors: file };
// @ts-expect-error A removed conversation has no session.
void file.commit('1/bot', { conversationId: 'c1', removed: true, session: 1 });

// Conversations: the events have their own second argument, and a snapshot cannot be changed.
export const conversations = new Conversations(agent, { roles: ['ASSIGNED_AGENT', 'MANAGER'], skills: ['20'] });
conversations.on('ring', (ring) => ring.accept());
conversations.on('message', async (conversation, message) => {
  if (message.file) console.log((await message.download({ maxBytes: 1_000 })).bytes.byteLength);
  await conversation.reply(message.text, { quickReplies: { yes: 'Yes' }, idempotencyKey: `${message.sequence}` });
});
conversations.on('takenOver', (conversation, { byAgentId }) => console.log(conversation.id, byAgentId.length));
conversations.on('left', async (conversation, { why }) => {
  if (why === 'unknown') await conversation.handOff({ queue: true }, { reason: 'escalated_by_bot' });
});
// @ts-expect-error There is no such event.
conversations.on('leaves', () => undefined);
export async function supervise(conversation: Conversation): Promise<Profile> {
  await using watch = await conversations.watch({ stage: ['OPEN'] }, { max: 10 });
  const views: ConversationView[] = [...watch];
  // @ts-expect-error A snapshot is read-only.
  if (views[0]) views[0].note = 'changed';
  // @ts-expect-error A target is missing.
  void conversation.handOff({});
  return conversation.profile();
}

// Rich content: what a builder makes is what the agent publishes.
export async function show(dialogId: string): Promise<string> {
  const content = card({ title: 'Coffee', buttons: [button('Shop', link('https://shop.example'))] }, 'facebook');
  check(content, 'facebook');
  const replies = quickReplies({ yes: 'Yes', no: 'No' });
  await agent.publishEvent({ dialogId, event: { type: 'RichContentEvent', content, quickReplies: replies } });
  const picker = listPicker({ received: 'Which one?', sections: [{ entries: [{ id: 'a', title: 'A' }] }] });
  const event = { type: 'RichContentEvent', content: picker.content } as const;
  await agent.publishEvent({ dialogId, event }, { metadata: picker.metadata });
  // @ts-expect-error There is no such channel.
  check(content, 'fax');
  // @ts-expect-error An id is a text.
  button('Buy', link('https://shop.example'), { id: 1 });
  // @ts-expect-error A card has no such part.
  card({ titel: 'Coffee' });
  return asText(content);
}

// What an editor shows of bodies and events; the comments mark the places.
agent.once('connected', ({ ts }) => console.log(ts));
export type Change = ConversationField;

export async function everything(dialogId: string): Promise<void> {
  const event = { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' } as const;
  await agent.publishEvent({ dialogId, event, /* publishEvent */ messageAudience: 'ALL' });
  await agent.publishEvent({ dialogId, event, /* publishEvent */ eventId: '1' });
  await agent.subscribeExConversations({ /* subscribeExConversations */ agentIds: [agent.agentId] });
  await agent.subscribeMessagingEvents({ dialogId, /* subscribeMessagingEvents */ fromSeq: -1 });
  await agent.setAgentState({ /* setAgentState */ availability: 'ONLINE' });
  await agent.updateRingState({ ringId: 'r', /* updateRingState */ ringState: 'ACCEPTED' });
  await agent.generateURLForUploadFile({ /* generateURLForUploadFile */ fileSize: 1, fileType: 'PNG' });
  await agent.updateConversationField({
    conversationId: dialogId,
    /* updateConversationField */ conversationField: [
      { field: 'ParticipantsChange', type: 'ADD', role: 'AGENT', /* updateConversationField */ userId: '1.501' },
    ],
  });
}
