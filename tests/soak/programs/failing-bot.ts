import { appendFileSync } from 'node:fs';
import { Agent, FileStore, type AgentOptions } from '../../../src/index.js';

/** A bot with two handlers, one of which fails now and then, that writes down what they do and may be killed at any moment. */
const [optionsText = '{}', cursorsPath = '', logPath = '', run = '', failingShare = '0'] = process.argv.slice(2);
const agent = new Agent({
  ...(JSON.parse(optionsText) as AgentOptions),
  cursors: new FileStore(cursorsPath),
  // Patient: what is given up after four failures in a row is not what this is about.
  redelivery: { attempts: 10, firstDelay: 0 },
  reconnect: { firstDelay: 10, delay: 50, loginInterval: 0 },
  pingInterval: 300,
  pingTimeout: 200,
  requestTimeout: 2_000,
  handshakeTimeout: 500,
});

/** One step of one handler. */
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
      // It takes a moment, in which it may be killed.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      const fails = handler === 'failing' && Math.random() < Number(failingShare);
      note(handler, dialogId, sequence, fails ? 'failed' : 'done');
      if (fails) throw new Error('The database is away');
    }
  });
}

await agent.connect();
// So that it hears of conversations, too, in which it has not handled anything yet.
await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });
process.stdout.write('ready\n');
