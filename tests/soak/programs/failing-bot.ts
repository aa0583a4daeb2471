import { appendFileSync } from 'node:fs';
import { Agent, FileStore, type AgentOptions } from '../../../src/index.js';

/** A bot with a steady and a failing handler, whose steps are logged. Its process may be killed at any moment. */
const [optionsText = '{}', cursorsPath = '', logPath = '', run = '', failingShare = '0'] = process.argv.slice(2);
const agent = new Agent({
  ...(JSON.parse(optionsText) as AgentOptions),
  cursors: new FileStore(cursorsPath),
  // Enough attempts that no message is given up.
  redelivery: { attempts: 10, firstDelay: 0 },
  reconnect: { firstDelay: 10, delay: 50, loginInterval: 0 },
  pingInterval: 300,
  pingTimeout: 200,
  requestTimeout: 2_000,
  handshakeTimeout: 500,
});

/** Logs one step of a handler. */
function note(handler: string, dialogId: string, sequence: number | undefined, step: string): void {
  appendFileSync(logPath, `${JSON.stringify([run, handler, dialogId, sequence, step])}\n`);
}

agent.on('error', ({ code, message }) => {
  if (code === 'GAVE_UP') console.error(message);
});
for (const handler of ['steady', 'failing']) {
  agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
    for (const { sequence, event } of changes) {
      if (event.type !== 'ContentEvent') continue;
      note(handler, dialogId, sequence, 'began');
      // The process may be killed between the two steps.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      const fails = handler === 'failing' && Math.random() < Number(failingShare);
      note(handler, dialogId, sequence, fails ? 'failed' : 'done');
      if (fails) throw new Error('The database is away');
    }
  });
}

await agent.connect();
// For conversations of which the store has no position yet.
await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });
process.stdout.write('ready\n');
