import { Agent, type AgentOptions } from 'node-agent-sdk';

// Disposes of its agent during the stage that STAGE names, while the platform does not answer.
const agent = new Agent(JSON.parse(process.env['AGENT_OPTIONS'] ?? '{}') as AgentOptions);
const stage = process.env['STAGE'];
const reached = new Promise<void>((resolve) => {
  if (stage === 'lookup') agent.on('state', () => void setTimeout(resolve, 50));
  if (stage === 'login') agent.on('success', () => void setTimeout(resolve, 50));
  if (stage === 'ready') agent.on('connected', () => resolve());
});
const connecting = agent.connect().catch((error: Error) => error.name);
await reached;
agent.dispose();
await connecting;
console.log(agent.state);
