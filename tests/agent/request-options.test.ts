import { describe, expect, it } from 'vitest';
import { type RequestOptions, TimeoutError } from '../../src/index.js';
import { Simulator } from '../../src/simulator/index.js';
import {
  agentOf,
  connectedTo,
  failureOf,
  framesOf,
  lastFrameOf,
  listen,
  sdkFailureOf,
  startPlatform,
} from '../support/agents.js';
import { anId, talk } from '../support/conversations.js';

describe('the options of a request', () => {
  it('appear in the frame', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);
    const options = {
      headers: [{ type: '.ams.headers.ClientProperties', appId: 'greeter', deviceFamily: 'DESKTOP' }],
      metadata: [
        { type: 'ExternalId', id: 'card' },
        { type: 'ActionReason', reason: 'escalated_by_bot' },
      ],
      encodedMetadata: Buffer.from('note').toString('base64'),
    } satisfies RequestOptions;

    await agent.publishEvent(
      { dialogId: consumer.dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message: 'x' } },
      options,
    );

    expect(lastFrameOf(simulator)).toMatchObject(options);
  });

  it('are left out of the frame when absent', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.getClock({}, { timeout: 1_000, signal: new AbortController().signal });

    expect(lastFrameOf(simulator)).toEqual({ kind: 'req', id: anId, type: '.GetClock', body: {} });
  });

  it('timeout overrides the requestTimeout of the agent', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);

    const error = await sdkFailureOf(agent.getClock({}, { timeout: 30 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({
      operation: 'getClock',
      timeoutMs: 30,
      code: 'TIMEOUT',
      service: 'messaging',
      delivery: 'unknown',
    });
  });

  it('requestTimeout of the agent applies without a timeout', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { requestTimeout: 60 });
    simulator.answer('getClock', () => Simulator.SILENCE);

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toMatchObject({ name: 'TimeoutError', timeoutMs: 60, delivery: 'unknown' });
  });

  it('do not matter to a late or repeated response, which is ignored', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'error', 'warn', 'closed');
    using _ = simulator.faults.frames('out', (frame) => frame?.kind === 'resp', { duplicate: true });
    const answers: (() => void)[] = [];
    simulator.answer('getClock', () => new Promise((resolve) => answers.push(() => resolve({ currentTime: 1 }))), {
      times: 1,
    });
    await failureOf(agent.getClock({}, { timeout: 20 }));

    for (const answer of answers) answer();
    await agent.getClock();
    await agent.getClock();

    expect(answers).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it('signal: an aborted signal keeps the request from being sent', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const reason = new Error('changed my mind');

    const error = await failureOf(agent.getClock({}, { signal: AbortSignal.abort(reason) }));

    expect(error).toBe(reason);
    expect(framesOf(simulator)).toEqual([]);
  });

  it('signal: rejects a pending request with the reason of the abort', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    const stop = new AbortController();
    const pending = failureOf(agent.getClock({}, { signal: stop.signal }));
    await simulator.seen({ request: 'getClock' });
    const reason = new Error('changed my mind');

    stop.abort(reason);

    expect(await pending).toBe(reason);
  });

  it('signal: rejects a request that waits for a connection with the reason of the abort', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    simulator.faults.http('csds', { hang: true });
    const connecting = failureOf(agent.connect());
    const stop = new AbortController();
    const waiting = failureOf(agent.getClock({}, { signal: stop.signal }));
    const reason = new Error('changed my mind');

    stop.abort(reason);

    expect(await waiting).toBe(reason);
    agent.dispose();
    await connecting;
    expect(framesOf(simulator)).toEqual([]);
  });

  it('signal: an abort in a handler of connected keeps a waiting request from being sent', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    const stop = new AbortController();
    const connecting = agent.connect().then(() => stop.abort(new Error('too late')));
    const waiting = failureOf(agent.getClock({}, { signal: stop.signal }));

    await connecting;

    // The frame may have left already: the test holds only that the promise is settled.
    expect(await Promise.race([waiting, agent.getClock()])).toBeDefined();
  });

  it('signal: many requests may share one without a process warning', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heardWarnings: Error[] = [];
    const listener = (warning: Error): void => void heardWarnings.push(warning);
    process.on('warning', listener);
    const { signal } = new AbortController();

    await Promise.all(Array.from({ length: 100 }, () => agent.getClock({}, { signal })));
    await new Promise((resolve) => setImmediate(resolve));

    process.off('warning', listener);
    expect(heardWarnings).toEqual([]);
  });
});
