import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Program } from './programs.js';
import { httpOf, mostSockets, startPlatform } from './support.js';

const bot = readFileSync(new URL('programs/bot.cjs', import.meta.url), 'utf8');

/** A bot with `agent` and `tell` in scope. */
const small = (body: string): string => `
const { Agent } = require('node-agent-sdk/legacy');
const tell = (name, ...args) => process.send({ name, args });
const agent = new Agent({
  accountId: process.env.LP_ACCOUNT,
  username: process.env.LP_USER,
  password: process.env.LP_PASS,
  csdsDomain: process.env.LP_CSDS,
  refreshSessionInterval: 30,
});
${body}
`;

describe('a bot written for node-agent-sdk 1.4', () => {
  it('accepts a conversation and echoes, without any callback', async () => {
    await using simulator = await startPlatform();
    await using program = await Program.start(bot, simulator);
    await program.says('connected');
    const consumer = simulator.consumer();

    await consumer.startConversation({ message: 'Hello?' });

    await consumer.hears('echo : Hello?');
    expect(await program.says('profile')).toEqual({ name: 'profile', args: [consumer.id] });
  });

  it('survives ten closes with its own reconnect loop, and never has more than one socket', async () => {
    await using simulator = await startPlatform();
    await using program = await Program.start(bot, simulator);
    await program.says('connected');

    for (const code of [1000, 1006, 1006, 4401, 1001, 1006, 4407, 1011, 1006, 1000]) {
      if (code === 1006) simulator.dropSockets();
      else simulator.closeSockets(code);
      expect(await program.says('closed')).toEqual({ name: 'closed', args: [code] });
      await program.says('connected');
      expect(simulator.sockets).toBe(1);
    }

    expect(mostSockets(simulator)).toBe(1);
  });

  it('survives a platform that refuses for a while', async () => {
    await using simulator = await startPlatform();
    await using program = await Program.start(bot, simulator);
    await program.says('connected');
    simulator.faults.upgrade({ status: 503 }, { times: 2 });

    simulator.dropSockets();

    await program.says('closed');
    expect(await program.says('error')).toEqual({
      name: 'error',
      args: ['{"code":503,"service":"messaging","error":{}}'],
    });
    await program.says('connected');
    expect(mostSockets(simulator)).toBe(1);
  });

  it('survives the revocation of its token', async () => {
    await using simulator = await startPlatform();
    await using program = await Program.start(bot, simulator);
    await program.says('connected');

    simulator.revoke(undefined, { closeCode: 1006 });

    await program.says('connected');
    expect(mostSockets(simulator)).toBe(1);
  });

  it('exits after dispose()', async () => {
    await using simulator = await startPlatform();
    await using program = await Program.start(bot, simulator);
    await program.says('connected');

    program.tell({});

    expect(await program.ends()).toBe(0);
  });
});

describe('a bot without an error handler', () => {
  it('exits with the error, which is not emitted during construction', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using program = await Program.start(small(`tell('constructed');`), simulator);

    await program.says('constructed');

    expect(await program.ends()).toBe(1);
    expect(program.output).toContain('Error on AgentVEP login: Unauthorized');
  });
});

describe('an exception', () => {
  it.each([
    ['of a handler', `agent.on('connected', () => { throw new Error('mine'); });`],
    ['of a callback', `agent.on('connected', () => agent.getClock(() => { throw new Error('mine'); }));`],
    ['of the callback of connect', `agent.connect(() => { throw new Error('mine'); });`],
    [
      'of a handler of error',
      `agent.on('error', () => { throw new Error('mine'); }); agent.emit('error', new Error('x'));`,
    ],
  ])('%s ends the process', async (_, body) => {
    await using simulator = await startPlatform();
    await using program = await Program.start(small(body), simulator);

    expect(await program.ends()).toBe(1);
    expect(program.output).toContain('Error: mine');
  });

  it('is uncaught once, and later events are still emitted', async () => {
    await using simulator = await startPlatform();
    const source = small(`
      process.on('uncaughtException', (error) => tell('uncaught', error.message));
      agent.on('connected', () => {
        agent.getClock(() => { throw new Error('in a callback'); });
        agent.getClock(() => tell('called'));
      });
      agent.on('x.Some', () => { throw new Error('in a handler'); });
      agent.on('notification', () => tell('notified'));
      process.on('message', () => agent.getClock(() => tell('called again')));
    `);
    await using program = await Program.start(source, simulator);
    const said = [await program.says(), await program.says()];
    expect(said).toContainEqual({ name: 'called', args: [] });
    expect(said).toContainEqual({ name: 'uncaught', args: ['in a callback'] });

    simulator.notify('x.Some');

    expect(await program.says()).toEqual({ name: 'notified', args: [] });
    expect(await program.says()).toEqual({ name: 'uncaught', args: ['in a handler'] });
    program.tell({});
    expect(await program.says()).toEqual({ name: 'called again', args: [] });
  });
});

describe('a process', () => {
  it.each([
    ['at once', `agent.dispose();`],
    ['while connecting', `agent.on('success', () => agent.dispose());`],
    ['as soon as connected', `agent.on('connected', () => agent.dispose());`],
    ['with a request pending', `agent.on('connected', () => { agent.getClock(() => {}); agent.dispose(); });`],
    [
      'and connected anew in between',
      `agent.once('connected', () => {
        agent.dispose();
        agent.connect();
        agent.once('connected', () => agent.dispose());
      });`,
    ],
  ])('exits when the agent is disposed %s', async (_, body) => {
    await using simulator = await startPlatform();
    await using program = await Program.start(small(`${body} process.disconnect();`), simulator);

    expect(await program.ends()).toBe(0);
    expect(program.output).toBe('');
  });

  it('keeps running while the session is refreshed, although the connection is closed', async () => {
    await using simulator = await startPlatform();
    const source = small(`agent.on('closed', () => tell('closed')); agent.on('connected', () => tell('connected'));`);
    await using program = await Program.start(source, simulator);
    await program.says('connected');
    simulator.closeSockets(1000);
    await program.says('closed');
    const refreshes = httpOf(simulator, 'refresh').length;

    await simulator.seen(() => httpOf(simulator, 'refresh').length > refreshes + 2);

    expect(simulator.sockets).toBe(0);
  });

  it('gets no unhandledRejection for requests without a callback', async () => {
    await using simulator = await startPlatform();
    const source = small(`
      agent.getClock();
      agent.getClock(() => {});
      agent.on('connected', () => {
        agent.publishEvent({ dialogId: 'nope' });
        agent.publishEvent({ dialogId: 'nope' }, (error) => {
          setImmediate(() => {
            agent.dispose();
            process.disconnect();
          });
        });
      });
    `);
    await using program = await Program.start(source, simulator);

    expect(await program.ends()).toBe(0);
    expect(program.output).toBe('');
  });
});
