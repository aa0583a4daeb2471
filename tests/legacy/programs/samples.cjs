'use strict';

// Runs samples with an agent, each as if in a file of its own after the first sample of the README.

const { compileFunction } = require('node:vm');
const { Agent } = require('node-agent-sdk/legacy');

const agent = new Agent({
  accountId: process.env.LP_ACCOUNT,
  username: process.env.LP_USER,
  password: process.env.LP_PASS,
  csdsDomain: process.env.LP_CSDS,
});
const tell = (name, ...args) => process.send({ name, args: JSON.parse(JSON.stringify(args)) });

/** The variables that the samples use. */
const surroundings = {
  agent,
  Agent: class extends Agent {
    constructor(conf) {
      super(conf);
      this.dispose();
      tell('constructed', Object.keys(conf));
    }
  },
  console: { log: (...args) => tell('log', ...args), error: (...args) => tell('error', ...args) },
  log: { info: (text) => tell('log', text), error: (text) => tell('error', text) },
  // Timers run a hundred times faster, so that the samples end soon.
  setTimeout: (callback, delay) => setTimeout(() => callback(), delay / 100),
  callback: (...args) => tell('called', ...args),
  consumerId: 'u-9',
  conversationId: 84,
  dialogId: 2,
  targetSkillId: '77',
  resp: 'nothing of that name',
  inMyConversationList: (id) => mine.has(id),
  addToMyConversationList: (id) => mine.add(id),
  removeFromMyConversationList: (id) => mine.delete(id),
};
const mine = new Set();

agent.on('error', () => {});
agent.on('connected', () => tell('connected'));
agent.on('closed', (code) => tell('closed', code));
process.on('uncaughtException', (error) => tell('uncaught', error.message));
process.on('message', ({ code }) => {
  compileFunction(code, Object.keys(surroundings)).call(agent, ...Object.values(surroundings));
  tell('ran');
});
