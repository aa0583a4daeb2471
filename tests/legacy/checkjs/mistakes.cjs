// Each line is a mistake that the compiler finds, by types.test.ts.

const { Agent } = require('node-agent-sdk/legacy');

const agent = new Agent({ accountId: '1', username: 'bot', password: 'secret' });

agent.setAgentState({ availabilty: 'ONLINE' });
agent.publishEvent({ dialog: 'c-1' });
agent.getClock({}, (error, response) => response.time);
agent.on('closed', (code) => code.reason);
agent.on('ms.MessagingEventNotification', (body) => body.messages);
agent.reconect();
