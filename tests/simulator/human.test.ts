import { describe, expect, it } from 'vitest';
import { Simulator, SimulatorError, type Rehearsal, type SimulatedConsumer } from '../../src/simulator/index.js';
import { caught } from '../support/caught.js';
import { greeted, room, type SmallBot } from './rehearsed.js';

async function scene(): Promise<{ readonly rehearsal: Rehearsal<SmallBot>; readonly ada: SimulatedConsumer }> {
  const rehearsal = await room({
    person: (_, conversation) => conversation.handOff({ skill: 'humans' }, { summary: 'Asked for a person.' }),
  });
  return { rehearsal, ada: await greeted(rehearsal) };
}

describe('a human agent accepts', () => {
  it('a conversation that rings later, and sees what was said before, private messages, too', async () => {
    const { rehearsal, ada } = await scene();
    const sam = rehearsal.human();

    const accepted = sam.accepts();
    await ada.says('person');

    expect(await accepted).toBe(ada.conversationId);
    expect(await sam.sees('Asked for a person.')).toMatchObject({ isPrivate: true, role: 'ASSIGNED_AGENT' });
    expect(await sam.sees('person')).toMatchObject({ isPrivate: false, role: 'CONSUMER' });
    await ada.says('are you human?');
    await sam.sees('are you human?');
    expect(sam.seen.map(({ text }) => text)).toEqual([
      'Asked so far: 0',
      'person',
      'Asked for a person.',
      'are you human?',
    ]);
  });

  it('a conversation that has begun to ring before', async () => {
    const { rehearsal, ada } = await scene();
    const sam = rehearsal.human();
    await ada.says('person');
    await ada.sees('waiting');

    await sam.accepts();

    expect(ada.conversation.assignedAgentId).toBe(sam.account.legacyId);
  });

  it('only a conversation of the skill, if one is given', async () => {
    await using simulator = await Simulator.start({ skills: [{ id: 'other', name: 'Other' }] });
    const sam = simulator.human({ skillIds: ['humans', 'experts'] });
    const [ada, ben] = [simulator.consumer(), simulator.consumer()];
    await ada.startConversation({ skillId: 'humans' });
    await ben.startConversation({ skillId: 'experts' });

    expect(await sam.accepts({ skill: 'experts' })).toBe(ben.conversationId);
    expect(await sam.accepts()).toBe(ada.conversationId);
  });

  it('nothing that another agent has accepted', async () => {
    await using simulator = await Simulator.start();
    const [sam, ann] = [simulator.human({ username: 'sam' }), simulator.human({ username: 'ann' })];
    const ada = simulator.consumer();
    await ada.startConversation();
    await sam.accepts();

    await expect(ann.accepts({ timeoutMs: 1 })).rejects.toThrow('No conversation rang ann');
  });

  it('nothing if nothing rings in time: the error names the skills', async () => {
    const sam = (await room()).human();

    const error = await caught(sam.accepts({ skill: 'experts', timeoutMs: 1 }));

    expect(error).toBeInstanceOf(SimulatorError);
    expect(error).toMatchObject({
      code: 'TIMEOUT',
      message: 'No conversation of skill experts rang sam within 1 ms. Skills of this agent: humans',
    });
  });

  it('nothing more when the platform closes', async () => {
    const rehearsal = await room();
    const accepted = rehearsal.human().accepts();

    await rehearsal.close();

    await expect(accepted).rejects.toThrow('The simulator closed');
  });
});

describe('a human agent', () => {
  it('is the same one for the same name', async () => {
    const rehearsal = await room();

    expect(rehearsal.human('sam')).toBe(rehearsal.human());
    expect(rehearsal.human('ann')).not.toBe(rehearsal.human('sam'));
    expect(rehearsal.human('ann').account.skillIds).toEqual(['humans']);
  });

  it('takes a conversation over, and the bot hears of it', async () => {
    const { rehearsal, ada } = await scene();
    const sam = rehearsal.human();
    const taken = new Promise((resolve) => rehearsal.bot.conversations.on('takenOver', (_, event) => resolve(event)));

    await sam.takesOver(ada);
    await sam.says('I am Sam');

    expect(await taken).toMatchObject({ byAgentId: sam.id });
    expect(await ada.hears('I am Sam')).toMatchObject({ from: sam.id, role: 'ASSIGNED_AGENT' });
    await sam.sees('Asked so far: 0');
    expect(sam.seen.map(({ text }) => text)).toEqual(['Asked so far: 0']);
  });

  it('takes a conversation over from the queue', async () => {
    await using simulator = await Simulator.start();
    const ada = simulator.consumer();
    const id = await ada.startConversation();
    const sam = simulator.human();

    await sam.takesOver(id);

    expect(ada.conversation.assignedAgentId).toBe(sam.account.legacyId);
  });

  it('joins as a manager and whispers, which the bot sees and the consumer does not', async () => {
    const { rehearsal, ada } = await scene();
    const sam = rehearsal.human();
    const [joined, whispered] = [
      new Promise((resolve) => rehearsal.bot.conversations.on('joined', (_, event) => resolve(event))),
      new Promise<void>((resolve) =>
        rehearsal.bot.conversations.on('message', (_, { text }) => {
          if (text === 'be nice') resolve();
        }),
      ),
    ];

    await sam.joins(ada);
    await sam.whispers('be nice');

    expect(await joined).toMatchObject({ participant: { id: sam.id, role: 'MANAGER' } });
    await whispered;
    expect(ada.conversation.assignedAgentId).toBe(rehearsal.account.legacyId);
    await sam.says('in public');
    await ada.hears('in public');
    expect(ada.heard.map(({ text }) => text)).not.toContain('be nice');
  });

  it('gives a conversation back to the bot, which has it again', async () => {
    const { rehearsal, ada } = await scene();
    const sam = rehearsal.human();
    await sam.takesOver(ada);

    await sam.givesBack();

    expect(ada.conversation).toMatchObject({ assignedAgentId: rehearsal.account.legacyId, skillId: 'bot' });
    expect(await ada.hears('I am back')).toMatchObject({ from: rehearsal.account.pid });
    expect(ada.conversation.participants.map(({ id }) => id)).not.toContain(sam.account.legacyId);
  });

  it('gives a conversation back to a bot that does not accept: the error names the bot', async () => {
    const { rehearsal, ada } = await scene();
    const sam = rehearsal.human();
    await sam.takesOver(ada);
    await rehearsal.bot.agent.setAgentState({ availability: 'AWAY' });

    const error = await caught(sam.givesBack({ timeoutMs: 1 }));

    expect(error).toBeInstanceOf(SimulatorError);
    expect(error).toMatchObject({
      code: 'TIMEOUT',
      message: 'bot did not accept the conversation within 1 ms',
    });
    expect(ada.conversation.suggestedAgentId).toBe(rehearsal.account.legacyId);
  });

  it.each(['skill', 'agent', 'account', 'queue'] as const)('transfers a conversation to %s', async (kind) => {
    const { rehearsal, ada } = await scene();
    const [sam, ann] = [rehearsal.human(), rehearsal.human('ann', { skillIds: ['humans', 'experts'] })];
    await ada.says('person');
    await sam.accepts();

    const target = {
      skill: { skill: 'experts' },
      agent: { agent: ann },
      account: { agent: ann.account },
      queue: { queue: true },
    } as const;
    await sam.transfers(target[kind]);

    expect(await ann.accepts()).toBe(ada.conversationId);
    expect(ada.conversation.skillId).toBe(kind === 'skill' ? 'experts' : 'humans');
    await ann.sees('person');
  });

  it('closes a conversation, after which a survey may follow', async () => {
    const rehearsal = await room({}, { simulator: { survey: true } });
    const ada = await greeted(rehearsal);
    const sam = rehearsal.human();
    await sam.takesOver(ada);

    await sam.closes();

    await ada.sees('survey');
    expect(ada.conversation).toMatchObject({ state: 'CLOSE', stage: 'OPEN' });
  });

  it('fails where it has no conversation', async () => {
    const sam = (await room()).human();

    const error = await caught(sam.says('hello'));

    expect(error).toBeInstanceOf(SimulatorError);
    expect(error).toMatchObject({
      code: 'MISUSE',
      message: 'sam has no conversation: call accepts(), joins() or takesOver() first',
    });
    expect(() => sam.conversationId).toThrow('has no conversation');
  });

  it('fails with what the platform refuses', async () => {
    const { rehearsal, ada } = await scene();
    const sam = rehearsal.human();
    await sam.takesOver(ada);

    const error = await caught(sam.transfers({ skill: 'unknown' }));

    expect(error).toBeInstanceOf(SimulatorError);
    expect(error).toMatchObject({
      code: 'MISUSE',
      message: 'The platform refused updateConversationField of sam: 404 Skill unknown not found',
    });
    expect(ada.conversation.assignedAgentId).toBe(sam.account.legacyId);
  });

  it('fails with a list of what was seen, where a message does not come', async () => {
    const { rehearsal, ada } = await scene();
    const sam = rehearsal.human();
    await sam.takesOver(ada);

    await expect(sam.sees('never', { timeoutMs: 1 })).rejects.toThrow(
      '"never" was not seen by sam within 1 ms. Seen: "Asked so far: 0"',
    );
  });
});
