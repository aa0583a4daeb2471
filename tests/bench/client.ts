/** One client process: executes the commands of the runner and measures itself. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { NotificationKind } from './bodies.js';
import type { Command, Measured, SubjectName } from './protocol.js';
import { makeSubject, type Subject } from './subjects.js';

const [, , name = 'raw', portText = '0'] = process.argv;
const port = Number(portText);
const subjectName = name as SubjectName;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

let subject: Subject | undefined;
let crowd: Subject[] = [];
const expected = new Map<NotificationKind, { sum: number; left: number; done: () => void }>();

async function connected(): Promise<Subject> {
  if (subject === undefined) throw new Error('connect first');
  return subject;
}

async function make(user: string): Promise<Subject> {
  const made = await makeSubject(subjectName, { port, user });
  return made;
}

async function measured(
  count: number,
  work: () => Promise<Omit<Measured, 'cpuUs' | 'perSecond'> | void>,
): Promise<Measured> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const more = await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuUs: (user + system) / count, perSecond: count / seconds, ...more };
}

function percentiles(samples: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

async function requests(count: number, inFlight: number): Promise<Measured> {
  const client = await connected();
  const samples: number[] = [];
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const from = performance.now();
      await client.publish('dddddddd-0000-4000-8000-000000000001');
      samples.push(performance.now() - from);
    }
  };
  return measured(count, async () => {
    await Promise.all(Array.from({ length: inFlight }, lane));
    return percentiles(samples);
  });
}

async function timeouts(count: number, afterMs: number): Promise<Measured> {
  const client = await connected();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let late = 0;
  return measured(count, async () => {
    const all: Promise<void>[] = [];
    for (let n = 0; n < count; n += 1) {
      // Spread over several turns of the event loop, so that sending does not block it.
      if (n % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
      const due = performance.now() + afterMs;
      all.push(
        client.publish('silent', afterMs).then(
          () => {
            throw new Error('answered');
          },
          () => {
            late = Math.max(late, performance.now() - due);
          },
        ),
      );
    }
    delay.enable();
    await Promise.all(all);
    delay.disable();
    return { lateMs: late, blockedMs: delay.max / 1e6 };
  });
}

async function expectNotifications(kind: NotificationKind, count: number): Promise<Measured> {
  const state = { sum: 0, left: count, done: (): void => undefined };
  expected.set(kind, state);
  process.send?.({ armed: true });
  return measured(count, async () => {
    await new Promise<void>((resolve) => (state.done = resolve));
    return { checksum: state.sum };
  });
}

async function connects(count: number): Promise<Measured> {
  const made = await Promise.all(Array.from({ length: count }, (_, n) => make(`${subjectName}-warm${n}`)));
  const result = await measured(count, async () => {
    for (const one of made) await one.connect();
  });
  for (const one of made) await one.close();
  return result;
}

async function agents(count: number): Promise<Measured> {
  // The first agent loads code: its memory is not counted.
  const first = await Promise.all(Array.from({ length: 20 }, (_, n) => make(`${subjectName}-first${n}`)));
  await Promise.all(first.map((one) => one.connect()));
  await Promise.all(first.map((one) => one.close()));
  await settled();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < count; n += 10) {
    const some = await Promise.all(
      Array.from({ length: Math.min(10, count - n) }, (_, k) => make(`${subjectName}-crowd${n + k}`)),
    );
    await Promise.all(some.map((one) => one.connect()));
    crowd.push(...some);
  }
  await settled();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapBytes: (heapUsed - before) / count, rssBytes: rss };
}

/** Closes all agents, and measures the memory that they still occupy. */
async function release(): Promise<Measured> {
  const count = crowd.length;
  await Promise.all(crowd.map((one) => one.close()));
  crowd = [];
  await settled();
  return { heapBytes: process.memoryUsage().heapUsed / Math.max(count, 1) };
}

async function settled(): Promise<void> {
  for (let n = 0; n < 5; n += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function run(command: Command): Promise<Measured> {
  switch (command.do) {
    case 'connect': {
      // Importing is measured by a separate scenario.
      await make('warm-up');
      return measured(1, async () => {
        subject = await make(subjectName);
        for (const kind of ['message', 'conversation', 'routing'] as const) {
          subject.listen(kind, (sum) => {
            const state = expected.get(kind);
            if (state === undefined) return;
            state.sum += sum;
            state.left -= 1;
            if (state.left === 0) state.done();
          });
        }
        await subject.connect();
      });
    }
    case 'requests':
      return requests(command.count, command.inFlight);
    case 'hang': {
      const client = await connected();
      for (let n = 0; n < command.count; n += 1) client.publish('silent', 3_600_000).catch(() => undefined);
      return {};
    }
    case 'expect':
      return expectNotifications(command.kind, command.count);
    case 'timeouts':
      return timeouts(command.count, command.afterMs);
    case 'connects':
      return connects(command.count);
    case 'agents':
      return agents(command.count);
    case 'release':
      return release();
  }
}

process.on('message', (command: Command) => {
  run(command).then(
    (result) => process.send?.({ result }),
    (error: unknown) =>
      process.send?.({ result: { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) } }),
  );
});
process.send?.({ armed: true });
