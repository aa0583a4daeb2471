import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Agent } from 'node-agent-sdk';
import type { SimulatedConsumer, Simulator } from 'node-agent-sdk/simulator';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectedTo, startPlatform } from '../support/agents.js';
import { snippetsIn } from './snippets.js';
import { readmeText, root } from './source.js';

mkdirSync(join(root, 'tests/.tmp'), { recursive: true });
const folder = mkdtempSync(join(root, 'tests/.tmp/conversation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readme = readmeText();
const section = readme.slice(readme.indexOf('### In a conversation'), readme.indexOf('## Notifications'));
const snippets = snippetsIn(section);

const SKILL = '20';
const COLLEAGUE = '502';

interface Talk {
  readonly simulator: Simulator;
  readonly agent: Agent;
  readonly consumer: SimulatedConsumer;
}

/** A conversation of the agent with one message of the consumer. */
async function talk(): Promise<Talk> {
  const simulator = await startPlatform({
    survey: true,
    skills: [
      { id: '10', name: 'Sales' },
      { id: SKILL, name: 'Support' },
    ],
    agents: [{ username: 'bot' }, { username: 'colleague', userId: COLLEAGUE }],
  });
  onTestFinished(() => simulator.close());
  const agent = await connectedTo(simulator);
  onTestFinished(() => agent.close());
  const consumer = simulator.consumer();
  const conversationId = await consumer.startConversation({ skillId: '10', message: 'Hello?' });
  const join = { field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT' } as const;
  await agent.updateConversationField({ conversationId, conversationField: join });
  return { simulator, agent, consumer };
}

/** Runs the snippet that follows this text of the section, unchanged. */
async function run(text: string, { agent, consumer: { conversationId } }: Talk): Promise<void> {
  const line = section.slice(0, section.indexOf(text)).split('\n').length;
  // A comment at the top of a snippet is one line below its fence.
  const snippet = snippets.find((it) => it.line >= line - 1);
  if (!section.includes(text) || snippet === undefined) throw new Error(`No snippet follows: ${text}`);
  const file = join(folder, `line-${snippet.line}.mjs`);
  const names = 'agent, conversationId, dialogId, sequence, skillId, colleagueId';
  writeFileSync(file, `export default async (${names}) => {\n${snippet.source}};\n`);
  // The variable that the line before declares.
  const program = (await import(pathToFileURL(file).href)) as { default: (...values: unknown[]) => Promise<void> };
  await program.default(agent, conversationId, conversationId, 0, SKILL, COLLEAGUE);
}

describe('the snippets of the README about a conversation', () => {
  it('show that the agent is typing and has read', async () => {
    const here = await talk();

    await run('Typing, and a receipt', here);

    const published = here.simulator.transcript.filter((entry) => entry.kind === 'frame' && entry.direction === 'in');
    expect(JSON.stringify(published)).toContain('"chatState":"COMPOSING"');
    const messages = await here.agent.messages({ dialogId: here.consumer.dialogId, after: 0 });
    expect(messages.map(({ event }) => event)).toEqual([
      { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [0] },
    ]);
  });

  it('publish a private message and leave a note', async () => {
    const here = await talk();

    await run('A private message', here);

    const [message] = await here.agent.messages({ dialogId: here.consumer.dialogId, last: 1 });
    expect(message).toMatchObject({
      messageAudience: 'AGENTS_AND_MANAGERS',
      event: { message: 'The third call today.' },
    });
    expect(here.consumer.heard).toEqual([]);
    expect(here.simulator.conversation(here.consumer.conversationId)?.note).toBe('Wants a refund.');
  });

  it('send a file', async () => {
    const here = await talk();

    await run('A file for the consumer', here);

    const { event } = await here.consumer.hears('Receipt');
    const file = event.type === 'ContentEvent' && event.contentType === 'hosted/file' ? event.message : undefined;
    const path = file && 'relativePath' in file ? file.relativePath : '';
    expect(here.simulator.file(path)?.toString()).toBe('Thank you for your order.');
  });

  it('download a file', async () => {
    const here = await talk();
    const log = vi.spyOn(console, 'log').mockReturnValue();
    onTestFinished(() => log.mockRestore());

    await run('A file from the consumer', here);
    await here.consumer.sendFile({ content: Buffer.alloc(2_048), fileType: 'PNG' });

    await vi.waitFor(() => expect(log).toHaveBeenCalledWith('PNG', 2_048));
  });

  it('transfer to a skill', async () => {
    const here = await talk();

    await run('Transfer to a skill', here);

    const conversation = here.simulator.conversation(here.consumer.conversationId);
    expect(conversation).toMatchObject({ skillId: SKILL, assignedAgentId: undefined, suggestedAgentId: undefined });
  });

  it('transfer to an agent', async () => {
    const here = await talk();

    await run('Transfer to an agent', here);

    expect(here.simulator.conversation(here.consumer.conversationId)).toMatchObject({
      skillId: SKILL,
      assignedAgentId: undefined,
      suggestedAgentId: `${here.simulator.accountId}.${COLLEAGUE}`,
    });
  });

  it.each([
    ['// The main dialog.', { stage: 'OPEN', dialogs: ['MAIN CLOSE', 'POST_SURVEY OPEN'] }],
    ['// The conversation with all', { stage: 'CLOSE', dialogs: ['MAIN CLOSE'] }],
    ['// The same, as', { stage: 'CLOSE', dialogs: ['MAIN CLOSE'] }],
  ])('close: %s', async (comment, expected) => {
    const here = await talk();

    await run(comment, here);

    const { stage, dialogs = [] } = here.simulator.conversation(here.consumer.conversationId) ?? {};
    expect({ stage, dialogs: dialogs.map(({ dialogType, state }) => `${dialogType} ${state}`) }).toEqual(expected);
  });

  it('are all run by these tests', () => {
    expect(snippets).toHaveLength(9);
  });
});
