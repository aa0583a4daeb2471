import { existsSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { DeskClient } from '../inspector/desk-client.js';
import { isAlive, Project, RunningCommand, untilBot } from './command.js';

/** Counts what each consumer says, and writes files beside itself, as bots do. */
const counting = (version: string): string => `
import { appendFileSync, writeFileSync } from 'node:fs';
import { Bot, FileStore } from 'node-agent-sdk/bot';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
const bot = new Bot({
  agent: { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS },
  store: new FileStore('./state.jsonl'),
  session: () => ({ count: 0 }),
});
bot.on('text', async (chat, turn) => {
  chat.session.count += 1;
  writeFileSync('last.json', JSON.stringify(turn.text));
  appendFileSync('bot.log', turn.text);
  const { firstName, customerId } = await chat.profile() ?? {};
  const version: string = '${version}';
  await chat.reply(version + ': ' + [turn.text, chat.session.count, firstName, customerId].join(' '));
});
await bot.start();
`;

/** A bot for 1.4.11, with the legacy entry. It knows no address but that of the environment. */
const legacy = `
const { Agent } = require('node-agent-sdk/legacy');
const { LP_ACCOUNT: accountId, LP_USER: username, LP_PASS: password } = process.env;
const agent = new Agent({ accountId, username, password });
agent.on('connected', () => {
  agent.setAgentState({ availability: 'ONLINE' });
  agent.subscribeExConversations({ agentIds: [agent.agentId], convState: ['OPEN'] });
  agent.subscribeRoutingTasks({});
  console.log('process ' + process.pid);
});
agent.on('routing.RoutingTaskNotification', (body) => {
  for (const { type, result } of body.changes) {
    if (type !== 'UPSERT') continue;
    for (const { ringId, ringState } of result.ringsDetails) {
      if (ringState === 'WAITING') agent.updateRingState({ ringId, ringState: 'ACCEPTED' });
    }
  }
});
agent.on('cqm.ExConversationChangeNotification', (body) => {
  for (const { type, result } of body.changes) {
    if (type !== 'UPSERT') continue;
    const event = { type: 'ContentEvent', contentType: 'text/plain', message: 'welcome' };
    agent.publishEvent({ dialogId: result.convId, event });
  }
});
`;

describe('a bot that is watched', () => {
  it('talks with seeded and new consumers, reports, goes on with its conversations after a change, and ends with the command', async () => {
    const seed = {
      skills: [{ id: 4711, name: 'Orders' }],
      humans: [{ name: 'Sam', skills: ['4711'] }],
      consumers: [
        { name: 'Grace', profile: { customerId: 'C-7' }, conversations: [{ says: ['Hello'] }] },
        { name: 'Ada', conversations: [{ skill: 4711, says: [] }] },
      ],
    };
    await using project = await Project.with({
      'bot.mts': counting('one'),
      'seed.json': JSON.stringify(seed),
    });
    const args = ['simulator', 'bot.mts', '--watch', '--json', '--port', '0', '--seed', 'seed.json'];
    await using command = new RunningCommand(args, project.path);

    const { address, port, account, token, pid, environment } = await command.prints(
      ({ event }) => event === 'started',
    );
    const desk = new DeskClient(address);
    const grace = await desk.message('one: Hello 1 Grace C-7');
    const first = await command.prints(({ state }) => state === 'running');
    const certificate = environment['NODE_EXTRA_CA_CERTS'] ?? '';

    expect(address).toBe(`http://127.0.0.1:${port}/?token=${token}`);
    expect([account, pid]).toEqual(['10000001', command.process.pid]);
    expect(environment).toMatchObject({ LP_ACCOUNT: account, LP_USER: 'bot', LP_CSDS_DOMAIN: `127.0.0.1:${port}` });
    expect(statSync(certificate).mode & 0o777).toBe(0o600);
    expect(desk.desk).toMatchObject({ skills: ['bot', 'humans', '4711'], humans: [{ name: 'Sam', skills: ['4711'] }] });
    const view = await desk.conversation(
      ({ id, bot }) => id === grace.conversationId && bot?.running === false && Object.keys(bot.positions).length > 0,
    );
    expect(view.bot).toMatchObject({ isOwner: true, waiting: 0, session: { count: 1 } });
    expect(Object.values(view.bot?.positions ?? {})).toEqual([0]);
    expect(desk.desk?.bot.silence).toBeUndefined();

    // The state files that the bot has written by now were no reason to start it again.
    const before = command.documents.length;
    expect(command.documents.filter(({ event }) => event === 'bot')).toHaveLength(1);
    await project.write('bot.mts', counting('two'));
    const second = await command.prints(({ state }) => state === 'running', before);
    expect(isAlive(first.pid)).toBe(false);
    await desk.run('say', {
      consumerId: view.consumerId,
      conversationId: grace.conversationId,
      text: 'again',
    });
    const again = await desk.message('two: again 2 Grace C-7');
    expect(again.conversationId).toBe(grace.conversationId);
    expect(command.documents.slice(before).map(({ state }) => state)).toEqual(['restarting', 'running']);

    command.process.kill('SIGTERM');

    expect(await command.ends()).toBe(0);
    expect(isAlive(second.pid)).toBe(false);
    expect(existsSync(certificate)).toBe(false);
  });

  it('fails with its last lines, is not started again in a loop, and starts when its file is corrected', async () => {
    await using project = await Project.with({ 'bot.mjs': `console.log('so far'); throw new Error('my mistake');` });
    const args = ['simulator', 'bot.mjs', '--watch', '--json', '--port', '0'];
    await using command = new RunningCommand(args, project.path);

    const { failure } = await command.prints(({ state }) => state === 'failed');
    const { address } = await command.prints(({ event }) => event === 'started');
    const desk = new DeskClient(address);
    await untilBot(desk, 'failed');

    expect(failure).toContain('It ended with code 1.');
    expect(failure).toContain('Error: my mistake');
    expect(failure).toContain('so far');
    expect(desk.desk?.bot).toMatchObject({ command: 'bot.mjs', failure, silence: 'The program has ended.' });
    const before = command.documents.length;
    await project.write('bot.mjs', counting('three').replace(': string', ''));
    await desk.consumerSays('Hi', 'Ada');
    await desk.message('three: Hi 1 Ada ');
    expect(command.documents.slice(before).map(({ state }) => state)).toEqual(['restarting', 'running']);
  });
});

describe('a command after --', () => {
  it('may start an old bot in a shell; the page says why it reports nothing, and no process is left', async () => {
    await using project = await Project.with({ 'bot.cjs': legacy }, []);
    const shell = ['sh', '-c', `"${process.execPath}" bot.cjs; true`];
    await using command = new RunningCommand(['simulator', '--json', '--port', '0', '--', ...shell], project.path);

    const { address } = await command.prints(({ event }) => event === 'started');
    const desk = new DeskClient(address);
    await untilBot(desk, 'online');
    await desk.consumerSays('Hi');
    await desk.message('welcome');
    await command.says('process ');
    const [, pid = ''] = /process (\d+)/.exec(command.stderr) ?? [];

    expect(desk.desk?.bot.silence).toContain('reported nothing');
    expect(isAlive(Number(pid))).toBe(true);
    command.process.kill('SIGINT');
    expect(await command.ends()).toBe(0);
    // Its parent has ended before it: the system may not have removed it yet.
    await expect.poll(() => isAlive(Number(pid))).toBe(false);
  });
});

describe('a command that is killed', () => {
  it('leaves no bot behind', async () => {
    await using project = await Project.with({ 'bot.mjs': `setInterval(() => {}, 1_000); console.log('up');` }, []);
    await using command = new RunningCommand(['simulator', 'bot.mjs', '--json', '--port', '0'], project.path);
    const { pid } = await command.prints(({ state }) => state === 'running');
    await command.says('up');

    command.process.kill('SIGKILL');
    await command.ends();

    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});

describe('the command without a bot', () => {
  it('prints what a bot needs, and ends with code 0', async () => {
    await using command = new RunningCommand(['simulator', '--port', '0']);

    await command.says('NODE_EXTRA_CA_CERTS=');
    command.process.kill('SIGINT');

    expect(await command.ends()).toBe(0);
    expect(command.stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}\n/);
    expect(command.stdout).toMatch(/LP_CSDS_DOMAIN=127\.0\.0\.1:\d+\n/);
  });

  it('says which port is taken, and what to do', async () => {
    await using server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    await using command = new RunningCommand(['simulator', '--port', String(port)]);

    expect(await command.ends()).toBe(1);
    expect(command.stderr).toBe(
      `Port ${port} is taken, perhaps by another simulator. Stop that one, or choose another port, e.g. --port ${port + 1}\n`,
    );
  });

  it.each([
    ['an unknown option', ['--wach'], "unknown option '--wach'"],
    ['a port that is none', ['--port', 'x'], 'Expected a number from 0'],
    ['a file and a command', ['bot.js', '--', 'node'], 'There is a file, bot.js, and a command after --'],
    ['nothing to watch', ['--watch'], '--watch needs a bot'],
    ['a seed with a skill that there is not', ['--seed', 'skill.json'], 'The seed cannot be put on the platform'],
  ])('refuses %s, without a stack', async (_, args, message) => {
    const consumers = [{ name: 'Ada', conversations: [{ skill: 'none', says: [] }] }];
    await using project = await Project.with({ 'skill.json': JSON.stringify({ consumers }) }, []);

    await using command = new RunningCommand(['simulator', '--port', '0', ...args], project.path);

    expect(await command.ends()).toBe(1);
    expect(command.stderr).toContain(message);
    expect(command.stderr).not.toContain('    at ');
  });
});
