import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** Has two conversations with a simulator, and prints the members of what the agent received by notification. */
const program = `
const { Agent } = require('./dist/index.cjs');
const { Simulator } = require('./dist/simulator.cjs');
const isGenerating = (() => { try { return new Function('return true')(); } catch { return false; } })();
async function main() {
  const simulator = await Simulator.start();
  const agent = new Agent({ ...simulator.agentOptions(), autoConnect: false });
  const received = new Set();
  const keep = (name) => (body) => { for (const it of body.changes) received.add([name, ...Object.keys(it.result ?? it).sort()].join(' ')); };
  for (const name of ['cqm.ExConversationChangeNotification', 'ms.MessagingEventNotification', 'routing.RoutingTaskNotification']) agent.on(name, keep(name));
  await agent.connect();
  await agent.setAgentState({ availability: 'ONLINE' });
  await agent.subscribeExConversations({ convState: ['OPEN'] });
  await agent.subscribeRoutingTasks();
  for (const name of ['Ada', 'Bea']) {
    const consumer = simulator.consumer({ firstName: name });
    const joined = new Promise((resolve) => agent.once('ms.MessagingEventNotification', resolve));
    await consumer.startConversation({ message: 'Hello?' });
    const conversationField = [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }];
    await agent.updateConversationField({ conversationId: consumer.conversationId, conversationField });
    await agent.publishEvent({ dialogId: consumer.dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' } });
    await joined;
  }
  await agent.close();
  await simulator.close();
  process.stdout.write(JSON.stringify({ isGenerating, received: [...received].sort() }));
}
void main();
`;

async function output(...flags: readonly string[]): Promise<{ isGenerating: boolean; received: unknown[] }> {
  if (!existsSync(`${root}dist/index.cjs`)) throw new Error('There is no dist: npm run build');
  const { stdout } = await run(process.execPath, [...flags, '-e', program], { cwd: root });
  return JSON.parse(stdout) as { isGenerating: boolean; received: unknown[] };
}

it('an agent decodes the same where code generation from strings is forbidden', async () => {
  const [generated, plain] = await Promise.all([output(), output('--disallow-code-generation-from-strings')]);

  expect(generated.isGenerating).toBe(true);
  expect(plain.isGenerating).toBe(false);
  expect(plain.received.length).toBeGreaterThan(0);
  expect(plain.received).toEqual(generated.received);
});
