import { channel } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../../src/index.js';
import { agentOf, connectedTo, next, startPlatform } from '../support/agents.js';

/** Records what is published on a channel about one account. */
function published(name: string, accountId: string): Disposable & { readonly messages: readonly unknown[] } {
  const messages: unknown[] = [];
  const listener = (message: unknown): void => {
    if ((message as { readonly accountId: string }).accountId === accountId) messages.push(message);
  };
  const it = channel(name);
  it.subscribe(listener);
  return {
    messages,
    [Symbol.dispose]: () => {
      it.unsubscribe(listener);
    },
  };
}

const number = expect.any(Number) as number;

describe('diagnostics channels', () => {
  it('publish connections, delays, requests and notifications', async () => {
    await using simulator = await startPlatform();
    const { accountId } = simulator;
    using connect = published('node-agent-sdk:connect', accountId);
    using reconnect = published('node-agent-sdk:reconnect', accountId);
    using request = published('node-agent-sdk:request', accountId);
    using notification = published('node-agent-sdk:notification', accountId);
    await using agent = await connectedTo(simulator);
    await agent.getClock();
    await agent.unsubscribeExConversations({ subscriptionId: 'none' }).catch(() => {});
    simulator.notify('.ams.routing.AgentStateNotification', { changes: [] });
    const back = next(agent, 'reconnected');

    simulator.dropSockets();
    await back;

    expect(connect.messages).toEqual([
      { accountId, durationMs: number, again: false },
      { accountId, durationMs: number, again: true },
    ]);
    expect(reconnect.messages).toEqual([{ accountId, attempt: 1, delayMs: number, code: 1006 }]);
    expect(request.messages).toEqual([
      { accountId, operation: 'getClock', durationMs: number, outcome: 'ok' },
      { accountId, operation: 'unsubscribeExConversations', durationMs: number, outcome: 'ResponseError' },
    ]);
    expect(notification.messages).toEqual([{ accountId, type: '.ams.routing.AgentStateNotification' }]);
  });
});

describe('a logger', () => {
  it('gets connections and close codes, and no secret', async () => {
    await using simulator = await startPlatform();
    const lines: unknown[] = [];
    const log = (fields: object, message: string): void => void lines.push([fields, message]);
    const logger: Logger = { debug: log, info: log, warn: log, error: log };
    await using agent = await connectedTo(simulator, { logger });
    const token = agent.getBearerToken() ?? '';
    const back = next(agent, 'reconnected');

    simulator.revoke(undefined, { closeCode: 4401 });
    await back;
    await agent
      .publishEvent({ dialogId: 'x', event: { type: 'ContentEvent', contentType: 'text/plain', message: 'said' } })
      .catch(() => {});

    const text = JSON.stringify(lines);
    expect(text).toContain('Connected');
    expect(text).toContain('4401');
    for (const secret of [token, agent.getBearerToken() ?? '', simulator.agents[0]?.password ?? '', 'said']) {
      expect(text).not.toContain(secret);
    }
  });

  it('that throws does not make connect() fail', async () => {
    await using simulator = await startPlatform();
    const fail = (): never => {
      throw new Error('Disk full');
    };
    await using agent = agentOf(simulator, { logger: { debug: fail, info: fail, warn: fail, error: fail } });

    await expect(agent.connect()).resolves.toBeUndefined();
  });
});

describe('health()', () => {
  it('describes a connected agent', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { keepAlive: 10 });
    await simulator.seen({ kind: 'pong' });
    await simulator.seen({ response: 'getClock' });
    await agent.getClock();
    await agent.getClock();

    expect(agent.health()).toEqual({
      state: 'ready',
      since: number,
      lastLifeAt: number,
      roundTripMs: number,
      pending: number,
      waiting: 0,
      attempts: 0,
      clockOffsetMs: number,
      queued: 0,
      oldestQueuedMs: undefined,
      dialogs: 0,
    });
  });

  it('counts waiting requests and attempts while there is no connection', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const lost = next(agent, 'reconnecting', ({ attempt }) => attempt === 2);
    simulator.faults.upgrade({ drop: true });
    simulator.dropSockets();
    await lost;

    const request = agent.getClock();

    expect(agent.health()).toMatchObject({ waiting: 1, pending: 0, attempts: 2, lastLifeAt: undefined });
    simulator.faults.clear();
    await request;
    expect(agent.health()).toMatchObject({ state: 'ready', waiting: 0 });
  });
});
