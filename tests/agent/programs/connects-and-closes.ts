import { Agent, type AgentOptions } from 'node-agent-sdk';

const agent = new Agent(JSON.parse(process.env['AGENT_OPTIONS'] ?? '{}') as AgentOptions);
await agent.connect();
await agent.getClock();
await agent.refreshSession();
await agent.close();
console.log(agent.state);
