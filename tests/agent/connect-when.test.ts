import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Agent, type AgentOptions, ConnectionError } from '../../src/index.js';
import {
  agentOf,
  connectedTo,
  eagerly,
  listen,
  next,
  reaches,
  sdkFailureOf,
  startPlatform,
  stepsOf,
} from '../support/agents.js';

const here = { autoConnect: false, reconnect: eagerly } as const;

describe('the start of a connection', () => {
  it('happens automatically after construction', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent(simulator.agentOptions());

    await once(agent, 'connected');

    expect(agent.connected).toBe(true);
  });

  it('emits nothing before the caller can attach listeners', async () => {
    await using simulator = await startPlatform();
    const emitted: unknown[] = [];
    class Attentive extends Agent {
      constructor() {
        super(simulator.agentOptions());
        this.on('state', (state) => void emitted.push(state));
      }
    }
    await using agent = new Attentive();
    expect(agent.state).toBe('idle');
    expect(emitted).toEqual([]);

    await Promise.resolve();
    const late = listen(agent, 'state', 'success');
    await next(agent, 'connected');

    expect(late.map(([, what]) => what)).toEqual([
      'connecting',
      { location: 'Connect#CSDS' },
      { location: 'Connect#Login' },
      'ready',
    ]);
    expect(emitted).toEqual(['connecting', 'ready']);
  });

  it('does not happen with autoConnect: false', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    const heard = listen(agent);

    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

    expect(agent.state).toBe('idle');
    expect([heard, simulator.transcript]).toEqual([[], []]);
  });

  it('connect() joins the automatic attempt', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent(simulator.agentOptions());
    await reaches(agent, 'connecting');

    await Promise.all([agent.connect(), agent.connect(), agent.connect()]);

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101']);
  });

  it('connect() joins the automatic attempt before that attempt has begun', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent(simulator.agentOptions());

    await agent.connect();
    await new Promise((resolve) => setImmediate(resolve));

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101']);
  });

  it('connect() resolves at once on a connected agent', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.connect();

    expect(simulator.logins).toBe(1);
    expect(simulator.sockets).toBe(1);
  });

  it('connect() resolves only when the agent is ready, even if a handler of connected reconnects', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    agent.once('connected', async () => {
      await agent.reconnect(true);
    });

    await agent.connect();

    expect(agent.state).toBe('ready');
    await expect(agent.getClock()).resolves.toMatchObject({ currentTime: expect.any(Number) as number });
  });

  it('emits connected before a notification sent right after the upgrade', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', { edit: (body) => body });
    await using agent = agentOf(simulator);
    const heard = listen(agent, 'connected', 'notification');
    const opened = simulator.seen({ kind: 'upgrade', status: 101 }).then(() => simulator.notify('early', {}));

    await agent.connect();
    await opened;
    await agent.getClock();

    expect(heard.map(([event]) => event)).toEqual(['connected', 'notification']);
  });
});

describe('subclasses of Agent', () => {
  it('have methods and fields of their own', async () => {
    await using simulator = await startPlatform();
    class MyBot extends Agent {
      readonly greeted: string[] = [];

      constructor(options: AgentOptions) {
        super(options);
        this.on('connected', () => this.begin());
        this.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
          for (const { event, originatorMetadata } of changes) {
            if (event.type !== 'ContentEvent' || originatorMetadata?.role !== 'CONSUMER') continue;
            this.greeted.push(dialogId);
            await this.publishEvent({
              dialogId,
              event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Welcome' },
            });
          }
        });
        this.on('routing.RoutingTaskNotification', async ({ changes }) => {
          for (const { result } of changes) {
            for (const { ringId, ringState } of result.ringsDetails ?? []) {
              if (ringState === 'WAITING') await this.updateRingState({ ringId, ringState: 'ACCEPTED' });
            }
          }
        });
      }

      async begin(): Promise<void> {
        await this.setAgentState({ availability: 'ONLINE' });
        await this.subscribeRoutingTasks();
      }
    }
    await using bot = new MyBot(simulator.agentOptions());
    await bot.connect();
    const consumer = simulator.consumer();
    await simulator.seen({ response: 'subscribeRoutingTasks' });
    await consumer.startConversation();
    await simulator.seen({ response: 'updateRingState' });

    await consumer.say('Hi');

    await consumer.hears('Welcome');
    expect(bot.greeted).toEqual([consumer.conversationId]);
    expect(bot).toBeInstanceOf(Agent);
  });
});

describe('TLS', () => {
  it('trusts the certificate authority of the tls option, for HTTP and the socket', async () => {
    await using simulator = await startPlatform({ tls: true });
    await using agent = new Agent({ ...simulator.agentOptions(), ...here });

    await agent.connect();

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101']);
  });

  it('connects again after it was closed', async () => {
    await using simulator = await startPlatform({ tls: true });
    await using agent = new Agent({ ...simulator.agentOptions(), ...here });
    await agent.connect();
    await agent.close();

    await agent.connect();

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('rejects an untrusted certificate without a retry', async () => {
    await using simulator = await startPlatform({ tls: true });
    const { tls: _, ...options } = simulator.agentOptions();
    await using agent = new Agent({ ...options, ...here });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', service: 'domainNames' });
    expect(simulator.transcript).toEqual([]);
    expect(agent.state).toBe('closed');
  });

  it('rejects an untrusted certificate of the socket', async () => {
    await using simulator = await startPlatform();
    await using secured = await startPlatform({ tls: true });
    await using agent = agentOf(simulator, { domains: { facadeMsg: secured.host } });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', service: 'messaging', delivery: 'not-sent' });
  });

  it('rejects plain HTTP where TLS is expected', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { csdsDomain: simulator.host, reconnect: false });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.service).toBe('domainNames');
  });
});
