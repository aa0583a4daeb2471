import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { ValidationError, type Agent, type ServiceCall } from '../../src/index.js';
import { agentOf, failureOf, startPlatform } from '../support/agents.js';
import { answerJson, HttpServer, type Handler } from '../support/http-server.js';

interface Skill {
  readonly id: number;
}

const skills: Handler = (_, response) =>
  answerJson(response, 200, [{ id: 7 }], { 'set-cookie': 'a=b', 'x-request-id': '1' });

/** An agent connected to a simulator whose account has one more service. */
async function withService(handler: Handler): Promise<{ readonly agent: Agent } & AsyncDisposable> {
  const simulator = await startPlatform();
  const server = await HttpServer.start(handler);
  const agent = agentOf(simulator, { domains: { other: server.address } });
  await agent.connect();
  return {
    agent,
    [Symbol.asyncDispose]: async () => {
      for (const used of [agent, server, simulator]) await used[Symbol.asyncDispose]();
    },
  };
}

describe('callService() resolves with', () => {
  it('the status and the body of its content type, and nothing else', async () => {
    await using it = await withService(skills);

    const answer = await it.agent.callService('other', '/skills');

    expectTypeOf(answer.body).toBeUnknown();
    expect(answer).toStrictEqual({ status: 200, body: [{ id: 7 }] });
  });

  it('the given type', async () => {
    await using it = await withService(skills);

    const { body } = await it.agent.callService<Skill[]>('other', '/skills');

    expectTypeOf(body).toEqualTypeOf<Skill[]>();
    expect(body.map(({ id }) => id)).toEqual([7]);
  });

  it('the output of a schema', async () => {
    await using it = await withService(skills);
    const schema = z.array(z.object({ id: z.number().transform(String) }));

    const { status, body } = await it.agent.callService('other', '/skills', { schema });

    expectTypeOf(body).toEqualTypeOf<{ id: string }[]>();
    expect({ status, body }).toEqual({ status: 200, body: [{ id: '7' }] });
  });

  it('bytes, and nothing else, with answer: bytes', async () => {
    await using it = await withService(skills);

    const answer = await it.agent.callService('other', '/skills', { answer: 'bytes' });

    expectTypeOf(answer.body).toEqualTypeOf<Buffer>();
    expect(answer).toStrictEqual({ status: 200, body: Buffer.from('[{"id":7}]') });
  });

  it('an unknown body when the kind of answer is known at run time only', () => {
    expectTypeOf<Agent['callService']>().toBeCallableWith('other', '/skills', {} as ServiceCall);
  });
});

it('callService() rejects with every issue of an answer that fails the schema', async () => {
  await using it = await withService((_, response) => answerJson(response, 200, [{ id: '7' }, {}]));

  const error = await failureOf(it.agent.callService('other', '/', { schema: z.array(z.object({ id: z.number() })) }));

  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({
    direction: 'incoming',
    service: 'other',
    issues: [{ path: '0.id' }, { path: '1.id' }],
  });
});
