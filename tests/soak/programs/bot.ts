import { appendFileSync } from 'node:fs';
import { Agent, FileStore, type AgentOptions } from '../../../src/index.js';

/** A bot that appends each handled message to a log. Its process may be killed at any moment. */
const [optionsText = '{}', cursorsPath = '', logPath = '', run = ''] = process.argv.slice(2);
const agent = new Agent({
  ...(JSON.parse(optionsText) as AgentOptions),
  cursors: new FileStore(cursorsPath),
  reconnect: { firstDelay: 10, delay: 50, loginInterval: 0 },
});

agent.on('error', ({ message }) => console.error(message));
agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  for (const { sequence, event } of changes) {
    if (event.type !== 'ContentEvent') continue;
    // The process may be killed between delivery and log.
    await new Promise((resolve) => setImmediate(resolve));
    appendFileSync(logPath, `${JSON.stringify([run, dialogId, sequence])}\n`);
  }
});

await agent.connect();
// For conversations of which the store has no position yet.
await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });
process.stdout.write('ready\n');
