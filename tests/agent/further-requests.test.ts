import { describe, expect, it } from 'vitest';
import { ResponseError } from '../../src/index.js';
import { connectedTo, framesOf, lastFrameOf, sdkFailureOf, startPlatform } from '../support/agents.js';
import { anId, talk } from '../support/conversations.js';

describe('requests that the README does not show', () => {
  it('ends a subscription', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { subscriptionId } = await agent.subscribeExConversations();

    await agent.unsubscribeExConversations({ subscriptionId });

    await expect(agent.unsubscribeExConversations({ subscriptionId })).rejects.toMatchObject({ code: 404 });
  });

  it('changes a routing subscription', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { subscriptionId } = await agent.subscribeRoutingTasks();

    await agent.updateRoutingTaskSubscription({ subscriptionId, skillId: '77' });

    expect(lastFrameOf(simulator)).toMatchObject({
      body: { subscriptionId, skillId: '77', brandId: agent.accountId, agentId: `${agent.accountId}.${agent.userId}` },
    });
  });

  it('asks for a read token of a secure form', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);

    const result = await agent.generateDownloadToken({
      downloadable: { type: 'SecureForm', dialogId: consumer.dialogId, submissionId: 's-1', invitationId: 'i-1' },
    });

    expect(result).toEqual({ token: { type: 'SecureFormReadToken', readOtk: expect.any(String) as string } });
  });

  it('asks for its own profile', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await expect(agent.getUserProfile()).resolves.toEqual([]);
  });

  it('sends a request of an unknown type and returns the body of the response', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('.ams.brandprofile.GetBrandProfile', ({ body }) => ({ brand: body }));

    const result = await agent.request('.ams.brandprofile.GetBrandProfile', { brandId: '1' });

    expect(result).toEqual({ brand: { brandId: '1' } });
    expect(lastFrameOf(simulator)).toMatchObject({
      kind: 'req',
      id: anId,
      type: '.ams.brandprofile.GetBrandProfile',
      body: { brandId: '1' },
    });
  });

  it('sends a request of an unknown type without a body, with headers and metadata', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.request('KeepAlive', undefined, { headers: false, metadata: { a: 1 }, encodedMetadata: 'bm90ZQ==' });

    expect(lastFrameOf(simulator)).toMatchObject({
      type: 'KeepAlive',
      body: {},
      headers: false,
      metadata: { a: 1 },
      encodedMetadata: 'bm90ZQ==',
    });
  });

  it("rejects with the platform's own text", async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.request('.ams.no.SuchThing'));

    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      operation: '.ams.no.SuchThing',
      code: 400,
      body: 'Unknown request type .ams.no.SuchThing',
      type: '.ReqBody$StringResp',
      delivery: 'answered',
    });
    expect(error.message).toContain('Unknown request type');
  });

  it('gives each request a unique id, which is a string', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await Promise.all(Array.from({ length: 50 }, () => agent.getClock()));

    const ids = framesOf(simulator).map(({ id }) => id);
    expect(new Set(ids).size).toBe(50);
    expect(ids).toEqual(Array(50).fill(expect.any(String)));
  });

  it('methods work detached from the agent when bound', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const getClock = agent.getClock.bind(agent);

    await expect(getClock()).resolves.toHaveProperty('currentTime');
  });
});
