import { describe, expect, it } from 'vitest';
import { ResponseError } from '../../src/index.js';
import { connectedTo, sdkFailureOf, startPlatform } from '../support/agents.js';
import { anId, talk } from '../support/conversations.js';

describe('what the README of node-agent-sdk shows of conversations', () => {
  it('joins a conversation as manager', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();

    const result = await agent.updateConversationField({
      conversationId: consumer.conversationId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });

    expect(result).toBe('OK Agent added successfully');
  });

  it('closes a conversation', async () => {
    await using simulator = await startPlatform({ survey: true });
    await using agent = await connectedTo(simulator);
    const { conversationId } = await talk(simulator, agent);

    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'ConversationStateField', conversationState: 'CLOSE' }],
    });

    expect(simulator.conversation(conversationId)).toMatchObject({ state: 'CLOSE', stage: 'CLOSE' });
  });

  it('closes a dialog, so that the survey can follow', async () => {
    await using simulator = await startPlatform({ survey: true });
    await using agent = await connectedTo(simulator);
    const { conversationId } = await talk(simulator, agent);

    await agent.updateConversationField({
      conversationId,
      conversationField: [
        { field: 'DialogChange', type: 'UPDATE', dialog: { dialogId: conversationId, state: 'CLOSE' } },
      ],
    });

    expect(simulator.conversation(conversationId)).toMatchObject({ state: 'CLOSE', stage: 'OPEN' });
  });

  it('transfers a conversation to a skill', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { conversationId } = await talk(simulator, agent);

    const result = await agent.updateConversationField({
      conversationId,
      conversationField: [
        { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
        { field: 'Skill', type: 'UPDATE', skill: '77' },
      ],
    });

    expect(result).toBe('OK Agent removed successfully');
    expect(simulator.conversation(conversationId)).toMatchObject({ skillId: '77' });
  });

  it('transfers a conversation to a skill while it stays its manager', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const { conversationId } = consumer;
    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });

    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'Skill', type: 'UPDATE', skill: '78' }],
    });

    expect(simulator.conversation(conversationId)?.skillId).toBe('78');
  });

  it('transfers a conversation to another agent', async () => {
    await using simulator = await startPlatform({ agents: [{}, {}] });
    await using agent = await connectedTo(simulator);
    const { conversationId } = await talk(simulator, agent);
    const other = simulator.agents[1]?.legacyId ?? '';

    const result = await agent.updateConversationField({
      conversationId,
      conversationField: [
        { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
        { field: 'ParticipantsChange', type: 'SUGGEST', userId: other, role: 'ASSIGNED_AGENT' },
        { field: 'Skill', type: 'UPDATE', skill: '77' },
      ],
    });

    expect(result).toBe('OK Agent removed successfully');
    expect(simulator.conversation(conversationId)?.suggestedAgentId).toBe(other);
  });

  it('rejects when it removes an assigned agent that does not take part', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const { conversationId } = consumer;
    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });

    const error = await sdkFailureOf(
      agent.updateConversationField({
        conversationId,
        conversationField: [{ field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' }],
      }),
    );

    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ code: 400, kind: 'resp', delivery: 'answered', service: 'messaging' });
  });

  it('takes a single field in the place of the list', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();

    const result = await agent.updateConversationField({
      conversationId: consumer.conversationId,
      conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
    });

    expect(result).toBe('OK Agent added successfully');
  });

  it('starts a conversation with a consumer', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();

    const result = await agent.agentRequestConversation({
      channelType: 'MESSAGING',
      consumerId: consumer.id,
      conversationContext: {
        type: 'ProactiveContext',
        originConversationId: '2e449edb-0da6-4d06-a971-6af27434eb45',
      },
    });

    expect(result).toEqual({ conversationId: anId });
  });
});
