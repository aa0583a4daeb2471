import { Agent, type AgentOptions } from 'node-agent-sdk';

const agent = new Agent({ ...(JSON.parse(process.env['AGENT_OPTIONS'] ?? '{}') as AgentOptions), autoConnect: false });
agent.on('connected', () => console.log('connected'));
console.log(agent.state);
