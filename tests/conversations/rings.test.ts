import { describe, expect, it, onTestFinished } from 'vitest';
import { Agent } from '../../src/index.js';
import { Conversations, type RingOffer } from '../../src/bot/index.js';
import { Refusal, Simulator } from '../../src/simulator/index.js';
import { framesOf, sdkFailureOf, startPlatform } from '../support/agents.js';
import { told, world } from './world.js';

interface Rung {
  readonly simulator: Simulator;
  readonly agent: Agent;
  readonly conversations: Conversations;
  readonly rings: readonly RingOffer[];
  readonly ring: RingOffer;
}

/** Agents whose conversations have started, and a conversation that rings the first `count` of them. */
async function rung(count = 1, skillId = '-1'): Promise<Rung> {
  const simulator = await startPlatform({ agents: [{ username: 'bot' }, { username: 'human' }] });
  const started = await Promise.all(
    simulator.agents.slice(0, count).map(async (user) => {
      const agent = new Agent({
        ...simulator.agentOptions('password', user),
        autoConnect: false,
        reconnect: { firstDelay: 0, delay: 1, jitter: 0, loginInterval: 0 },
      });
      const conversations = new Conversations(agent);
      onTestFinished(() => agent.dispose());
      await conversations.start();
      await agent.setAgentState({ availability: 'ONLINE' });
      const ring = new Promise<RingOffer>((resolve) => void conversations.on('ring', resolve));
      return { agent, conversations, ring };
    }),
  );
  onTestFinished(() => simulator.close());
  await simulator.consumer().startConversation({ skillId });
  const rings = await Promise.all(started.map(({ ring }) => ring));
  const [first] = started;
  const [ring] = rings;
  if (first === undefined || ring === undefined) throw new Error('Expected an agent and its ring');
  return { simulator, ...first, rings, ring };
}

describe('a ring', () => {
  it('has the conversation, its consumer, skill and expiry', async () => {
    const { simulator, ring } = await rung(1, '77');
    const conversation = simulator.conversation(ring.conversationId ?? '');

    expect(ring).toMatchObject({ consumerId: conversation?.consumerId, skillId: '77', id: expect.any(String) });
    expect(ring.expiresAt).toBeGreaterThan(Date.now());
  });

  it('has no skill where the conversation has none', async () => {
    expect((await rung()).ring.skillId).toBeUndefined();
  });

  it('that another agent has accepted resolves with false, and changes nothing', async () => {
    const { simulator, rings } = await rung(2);
    const [mine, other] = rings;

    expect(await other?.accept()).toBe(true);
    expect(await mine?.accept()).toBe(false);
    expect(await mine?.reject()).toBe(false);

    const assigned = simulator
      .conversation(mine?.conversationId ?? '')
      ?.participants.filter(({ role }) => role === 'ASSIGNED_AGENT');
    expect(assigned).toEqual([expect.objectContaining({ id: simulator.agents[1]?.legacyId })]);
  });

  it('that is rejected leaves the conversation to other agents', async () => {
    const { simulator, conversations, rings } = await rung(2);
    const [mine, other] = rings;

    expect(await mine?.reject()).toBe(true);
    expect(await other?.accept()).toBe(true);

    expect(conversations.size).toBe(0);
    expect(framesOf(simulator).filter(({ type }) => type === '.ams.routing.UpdateRingState')).toHaveLength(2);
  });

  it('rejects with any other refusal', async () => {
    const { simulator, ring } = await rung();
    simulator.answer('updateRingState', () => {
      throw new Refusal(403, 'No');
    });

    expect(await sdkFailureOf(ring.accept())).toMatchObject({ name: 'ResponseError', code: 403 });
    expect(await sdkFailureOf(ring.reject())).toMatchObject({ name: 'ResponseError', code: 403 });
  });

  it('that lasts is told again on the next connection: its acceptance may be lost', async () => {
    const here = await world();
    here.conversations.removeAllListeners('ring');
    let rings = 0;
    here.conversations.on('ring', async (ring) => {
      rings += 1;
      await ring.accept().catch(() => {});
    });
    here.conversations.on('error', () => {});
    await here.conversations.start();
    await here.agent.setAgentState({ availability: 'ONLINE' });
    here.simulator.answer(
      'updateRingState',
      () => {
        here.simulator.dropSockets();
        return Simulator.SILENCE;
      },
      { times: 1 },
    );
    const opened = told(here.conversations, 'opened');

    await here.simulator.consumer().startConversation();

    expect((await opened).isMine).toBe(true);
    expect(rings).toBe(2);
  });

  it('of a skill makes it a skill that `handOff` refuses', async () => {
    const { conversations, ring } = await rung(1, '77');
    const opened = new Promise<void>((resolve) => void conversations.on('opened', () => resolve()));
    await ring.accept();
    await opened;
    const [conversation] = conversations;

    const error = await sdkFailureOf(conversation?.handOff({ skill: '77' }) ?? Promise.resolve());

    expect(error).toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('skill 77') });
  });
});
