import { Session, type HeapProfiler } from 'node:inspector/promises';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { wireConversationChange } from '../../src/protocol/conversation-body.js';
import { check, lazyCompiled } from '../../src/protocol/checking.js';
import { connectedTo, startPlatform } from '../support/agents.js';
import { consumerMessage } from '../support/wire.js';

// Counts operations and bytes instead of time, so that a failure means a large regression on any machine.

const SOURCE = new URL('../../src/', import.meta.url).pathname;
const PUBLISHED = { sequence: 1 };
const said = {
  dialogId: 'dddddddd-0000-4000-8000-000000000001',
  event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' },
} as const;

const isOurs = (url: string): boolean => url.includes(SOURCE) && !url.includes(`${SOURCE}simulator/`);
/** Code that zod generates from a schema has no URL. */
const isOursOrCompiled = (url: string): boolean => url === '' || isOurs(url);

/** Bytes that the SDK without its simulator allocates during the work, including memory that was collected. */
async function allocated(work: () => unknown, counts = isOurs): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: 256,
    // Missing in the types. Without these flags, only live objects are counted.
    ...({ includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true } as object),
  });
  await work();
  const { profile } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  const sum = ({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode): number =>
    (counts(callFrame.url) ? selfSize : 0) + children.reduce((all, child) => all + sum(child), 0);
  return sum(profile.head);
}

it('writes a burst of requests in a few chunks, not one by one', async () => {
  // Over TLS, as in production.
  await using simulator = await startPlatform({ tls: true });
  simulator.answer('publishEvent', () => PUBLISHED);
  await using agent = await connectedTo(simulator);
  let written = 0;
  const restore = (['_write', '_writev'] as const).map((name) => {
    const original = Reflect.get(Socket.prototype, name) as (this: Socket, ...args: unknown[]) => unknown;
    Reflect.set(Socket.prototype, name, function (this: Socket, ...args: unknown[]) {
      if (this.remotePort === simulator.port) written += 1;
      return original.apply(this, args);
    });
    return (): boolean => Reflect.set(Socket.prototype, name, original);
  });

  const all = Array.from({ length: 200 }, () => agent.publishEvent(said));
  await Promise.all(all);

  for (const undo of restore) undo();
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThanOrEqual(10);
});

it('has one timer for all pending requests', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  simulator.faults.frames('out', () => true, { drop: true });
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();

  const all = Array.from({ length: 1_000 }, () => agent.publishEvent(said).catch(() => {}));

  expect(agent.health().pending).toBe(1_000);
  expect(timers() - before).toBeLessThanOrEqual(1);
  agent.dispose();
  await Promise.all(all);
});

it('allocates little for a request', async () => {
  await using simulator = await startPlatform();
  simulator.answer('publishEvent', () => PUBLISHED);
  await using agent = await connectedTo(simulator);
  const requests = async (): Promise<void> => {
    for (let n = 0; n < 1_000; n += 1) await agent.publishEvent(said);
  };
  await requests();

  const bytes = (await allocated(requests)) / 1_000;

  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(3_000);
});

it('allocates little for a message', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  let left = 0;
  let done = (): void => {};
  agent.on('ms.MessagingEventNotification', () => {
    left -= 1;
    if (left === 0) done();
  });
  let sequence = 0;
  const messages = async (): Promise<void> => {
    left = 1_000;
    const all = new Promise<void>((resolve) => (done = resolve));
    for (let n = 0; n < 1_000; n += 1) {
      simulator.notify('.ams.ms.OnlineEventDistribution', consumerMessage(sequence++, 'Hello'));
    }
    await all;
  };
  await messages();

  const bytes = (await allocated(messages)) / 1_000;

  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(3_000);
});

it('checks a conversation in place, without copying its parts', async () => {
  const ids = Object.fromEntries(['CONSUMER', 'ASSIGNED_AGENT', 'MANAGER'].map((role) => [role, [`id of ${role}`]]));
  const participantsDetails = Array.from({ length: 40 }, () => ({
    id: 'id of MANAGER',
    role: 'MANAGER',
    state: 'ACTIVE',
  }));
  const dialogs = Array.from({ length: 10 }, (_, n) => ({
    dialogId: `d-${n}`,
    channelType: 'MESSAGING',
    participantsDetails,
  }));
  const result = { convId: 'c-1', conversationDetails: { participants: ids, participantsPId: ids, dialogs } };
  const change: unknown = { type: 'UPSERT', result };
  const bytesOf = async (make: () => z.ZodType): Promise<number> => {
    const schema = lazyCompiled(make)();
    const checks = (): void => {
      for (let n = 0; n < 1_000; n += 1) check(schema, change, 'a conversation', 'incoming');
    };
    checks();
    return (await allocated(checks, isOursOrCompiled)) / 1_000;
  };
  // zod copies optional members with their contents.
  const participant = z.object({ id: z.string(), role: z.string(), state: z.string() });
  const dialog = z.object({ dialogId: z.string(), participantsDetails: z.array(participant).optional() });
  const conversation = z.object({ conversationDetails: z.object({ dialogs: z.array(dialog) }) });

  const bytes = await bytesOf(wireConversationChange);

  expect(bytes).toBeLessThan(2_000);
  expect(bytes * 5).toBeLessThan(await bytesOf(() => z.object({ result: conversation })));
});
