// A bot for node-agent-sdk 1.4.11 after the one change, compiled as such bots are: CommonJS, classic resolution.
import { Agent } from 'node-agent-sdk/legacy';

const agent = new Agent({
  accountId: process.env.LP_ACCOUNT || '',
  username: process.env.LP_USER,
  password: process.env.LP_PASSWORD,
});
let availability = 'ONLINE';
const convState = ['OPEN'];

agent.on('connected', () => {
  agent.setAgentState({ availability });
  agent.subscribeExConversations({ agentIds: [agent.agentId], convState }, (err, resp) => {
    console.log(err && err.code, resp.subscriptionId);
  });
  agent.subscribeRoutingTasks({});
  agent._pingClock = setInterval(agent.getClock, 30000);
});

agent.on('closed', () => {
  clearInterval(agent._pingClock);
  agent.reconnect();
});

async function transfer(conversationId: string, skill: number): Promise<string> {
  const fields = [
    { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
    { field: 'Skill', type: 'UPDATE', skill },
  ];
  return await new Promise((resolve, reject) => {
    agent.updateConversationField({ conversationId, conversationField: fields }, (err, resp) => {
      if (err) reject(err);
      else resolve(resp);
    });
  });
}

agent.on('ms.MessagingEventNotification', (body) => {
  body.changes.forEach((change) => {
    if (change.isMe() || change.event.type !== 'ContentEvent') return;
    const event = { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' };
    agent.publishEvent({ dialogId: body.dialogId, event }, null, [{ type: 'ExternalId', id: '1' }], (err, resp) => {
      console.log(err, resp.sequence);
    });
    availability = 'OCCUPIED';
    transfer(change.dialogId, 12).catch((reason) => console.error(reason));
  });
});

// The compiler finds misspelt names.
// @ts-expect-error There is no such method.
agent.publishEvnt({});
// @ts-expect-error There is no such member.
agent.setAgentState({ availabilty: 'ONLINE' });
