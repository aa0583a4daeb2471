/**
 * Compares, side by side in one run: a raw `ws` client, this SDK, its legacy mode and the original SDK.
 * Each in a process of its own, in turn, against one server process, over TLS. `--json` for numbers, `--only <text>`
 * for some scenarios, `--rounds <n>` for how often.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { generate } from 'selfsigned';
import type { Measured, SubjectName } from './protocol.js';
import { Worker } from './worker.js';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '7' },
  },
});
const ROUNDS = Number(options.rounds);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const certificate = join(folder, 'cert.pem');
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Scenario {
  readonly name: string;
  readonly goal: string;
  readonly subjects?: readonly SubjectName[];
  /** The compared member of the result; CPU by default. */
  readonly figure?: keyof Measured;
  readonly rounds?: number;
  /** A fresh process for each round. */
  readonly fresh?: boolean;
  /** Part of a round runs uncounted before it: V8 discards compiled code in a process that waits for its turn. */
  readonly leadIn?: boolean;
  /** @param share The fraction of a whole round. */
  readonly run: (client: Worker, server: Worker, name: SubjectName, share: number) => Promise<Measured>;
}

const LEAD_IN = 0.25;

const all: readonly SubjectName[] = ['raw', 'ours', 'legacy', 'original'];
const modern: readonly SubjectName[] = ['raw', 'ours'];

const requests =
  (count: number, inFlight: number): Scenario['run'] =>
  (client, _server, _name, share) =>
    client.do({ do: 'requests', count: count * share, inFlight });

const notifications =
  (kind: 'message' | 'conversation' | 'routing', count: number, perSecond = Infinity, dialogs = 1): Scenario['run'] =>
  async (client, server, name, share) => {
    const part = count * share;
    const armed = client.next('armed');
    const result = client.do({ do: 'expect', kind, count: part });
    await armed;
    server.send({ do: 'flood', user: name, kind, count: part, perSecond, dialogs });
    return result;
  };

/** Measures requests after a warm-up in which V8 compiles the code of a fresh process. */
async function compiledRequests(client: Worker): Promise<Measured> {
  await client.do({ do: 'requests', count: 20_000, inFlight: 10 });
  return client.do({ do: 'requests', count: 10_000, inFlight: 10 });
}

const afterHanging =
  (hanging: number): Scenario['run'] =>
  async (client) => {
    await client.do({ do: 'connect' });
    await client.do({ do: 'hang', count: hanging });
    return compiledRequests(client);
  };

const scenarios: readonly Scenario[] = [
  { name: 'request, 1 in flight', leadIn: true, goal: '<= 1.05', run: requests(8_000, 1) },
  { name: 'requests, 100 in flight', leadIn: true, goal: '<= 0.9', run: requests(60_000, 100) },
  { name: 'requests, 1 000 in flight', leadIn: true, goal: '<= 0.9', run: requests(60_000, 1_000) },
  { name: 'message, flooded', leadIn: true, goal: '<= 1.05', run: notifications('message', 60_000) },
  { name: 'conversation, flooded', leadIn: true, goal: '<= 1.15', run: notifications('conversation', 24_000) },
  { name: 'routing task, flooded', leadIn: true, goal: '<= 1.05', run: notifications('routing', 60_000) },
  ...(['message', 'conversation', 'routing'] as const).map((kind): Scenario => ({
    name: `${kind === 'routing' ? 'routing task' : kind}, 4 000 a second`,
    goal: '<= 1.05',
    // Many short rounds: other load on the machine changes within seconds and must affect both sides of a ratio alike.
    rounds: 25,
    leadIn: true,
    run: notifications(kind, 4_000, 4_000),
  })),
  {
    name: '10 000 requests that time out',
    goal: '<= 1.2',
    subjects: modern,
    rounds: 15,
    run: (client) => client.do({ do: 'timeouts', count: 10_000, afterMs: 1_000 }),
  },
  { name: 'connect, first', goal: '<= 1.0', fresh: true, run: (client) => client.do({ do: 'connect' }) },
  { name: 'connect, warm', goal: '<= 1.0', rounds: 5, run: (client) => client.do({ do: 'connects', count: 30 }) },
  ...[1, 100, 1_000, 10_000].map((hanging): Scenario => ({
    name: `request beside ${hanging} pending`,
    goal: 'flat',
    subjects: modern,
    rounds: 5,
    fresh: true,
    run: afterHanging(hanging),
  })),
  ...[1, 1_000, 10_000].map((dialogs): Scenario => ({
    name: `message, ${dialogs} dialogs followed`,
    goal: 'flat',
    subjects: modern,
    rounds: 3,
    leadIn: true,
    run: notifications('message', 60_000, Infinity, dialogs),
  })),
  ...[1, 50, 500].map((count): Scenario => ({
    name: `request beside ${count} agents`,
    goal: 'flat',
    subjects: modern,
    rounds: 5,
    fresh: true,
    run: async (client) => {
      await client.do({ do: 'connect' });
      await client.do({ do: 'agents', count });
      return compiledRequests(client);
    },
  })),
  {
    name: '500 agents: heap per agent (bytes)',
    goal: '<= 12 KB; RSS <= 0.87',
    subjects: modern,
    rounds: 9,
    fresh: true,
    figure: 'heapBytes',
    run: (client) => client.do({ do: 'agents', count: 500 }),
  },
  {
    name: 'heap left per closed agent, second 500 (bytes)',
    goal: '<= 1 KB',
    subjects: modern,
    rounds: 3,
    fresh: true,
    figure: 'heapBytes',
    run: async (client) => {
      await client.do({ do: 'agents', count: 500 });
      const { heapBytes: first = 0 } = await client.do({ do: 'release' });
      await client.do({ do: 'agents', count: 500 });
      const { heapBytes: second = 0 } = await client.do({ do: 'release' });
      return { heapBytes: second - first };
    },
  },
];

interface Row {
  readonly scenario: string;
  readonly goal: string;
  readonly subject: SubjectName;
  readonly figure: string;
  readonly median: number;
  /** The ratios to `raw`, by round. */
  readonly ratio: number;
  readonly ratioMin: number;
  readonly ratioMax: number;
  readonly last: Measured;
  /** For timeouts: the largest delay of a round, and how long the event loop was blocked. */
  readonly lateMs?: Spread | undefined;
  readonly blockedMs?: Spread | undefined;
  readonly p50Ratio?: number | undefined;
  readonly rssRatio?: number | undefined;
}

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function start(name: SubjectName, port: number): Promise<Worker> {
  const client = new Worker(here('./node_modules/.built/client.mjs'), [name, String(port)], certificate);
  await client.next('armed');
  return client;
}

async function measure(scenario: Scenario, server: Worker, port: number): Promise<readonly Row[]> {
  const subjects = scenario.subjects ?? all;
  const rounds = scenario.rounds ?? ROUNDS;
  const kept = new Map<SubjectName, Worker>();
  const results = new Map<SubjectName, Measured[]>(subjects.map((name) => [name, []]));
  const busyBefore = await busy(server);
  try {
    // Rounds up to 0 are warm-up and not counted.
    for (let round = scenario.fresh ? 1 : -2; round <= rounds; round += 1) {
      const turn = round % 2 === 0 ? subjects : subjects.toReversed();
      for (const name of turn) {
        let client = kept.get(name);
        if (client === undefined) {
          client = await start(name, port);
          if (!scenario.fresh) {
            kept.set(name, client);
            await client.do({ do: 'connect' });
          }
        }
        if (scenario.leadIn) await scenario.run(client, server, name, LEAD_IN);
        const result = await scenario.run(client, server, name, 1);
        if (round > 0) results.get(name)?.push(result);
        if (scenario.fresh) client.stop();
      }
    }
  } finally {
    for (const client of kept.values()) client.stop();
  }
  const busyAfter = await busy(server);
  const share = (busyAfter.cpuMs - busyBefore.cpuMs) / (busyAfter.atMs - busyBefore.atMs);
  say(`  ${scenario.name}: the server was busy ${(100 * share).toFixed(0)} % of the time`);

  const figure = scenario.figure ?? 'cpuUs';
  const raw = results.get('raw') ?? [];
  const value = (measured: Measured | undefined, key: keyof Measured): number => Number(measured?.[key] ?? Number.NaN);
  checkSums(scenario.name, results);
  return subjects.map((subject) => {
    const own = results.get(subject) ?? [];
    const ratios = own.map((measured, round) => value(measured, figure) / value(raw[round], figure));
    const ratioOf = (key: keyof Measured): number | undefined =>
      own[0]?.[key] === undefined
        ? undefined
        : median(own.map((measured, round) => value(measured, key) / value(raw[round], key)));
    const spreadOf = (key: keyof Measured): Spread | undefined => {
      if (own[0]?.[key] === undefined) return undefined;
      const values = own.map((measured) => value(measured, key));
      return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
    };
    return {
      scenario: scenario.name,
      goal: scenario.goal,
      subject,
      figure,
      median: median(own.map((measured) => value(measured, figure))),
      ratio: median(ratios),
      ratioMin: Math.min(...ratios),
      ratioMax: Math.max(...ratios),
      last: own.at(-1) ?? {},
      lateMs: spreadOf('lateMs'),
      blockedMs: spreadOf('blockedMs'),
      p50Ratio: ratioOf('p50'),
      rssRatio: ratioOf('rssBytes'),
    };
  });
}

/** Fails if the clients have read different data: then one of them skips some of it. */
function checkSums(name: string, results: ReadonlyMap<SubjectName, readonly Measured[]>): void {
  const sums = new Set([...results.values()].map((rounds) => JSON.stringify(rounds.map(({ checksum }) => checksum))));
  if (sums.size > 1) throw new Error(`${name}: the checksums differ: ${[...sums].join(' ')}`);
}

async function busy(server: Worker): Promise<{ readonly cpuMs: number; readonly atMs: number }> {
  const answer = server.next<{ busy: NodeJS.CpuUsage; at: number }>('busy');
  server.send({ do: 'busy' });
  const { busy: cpu, at } = await answer;
  return { cpuMs: (cpu.user + cpu.system) / 1000, atMs: at };
}

/** CPU of a fresh process that imports the package, compared with one that imports its dependencies. */
function importing(): readonly Row[] {
  const dist = `${process.env['BENCH_DIST'] ?? new URL('../../dist/', import.meta.url).href}index.js`;
  const measureImport = (code: string): number => {
    const script = `const c = process.cpuUsage(); ${code}; const d = process.cpuUsage(c); process.stdout.write(String(d.user + d.system));`;
    return Number(
      spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', cwd: here('../..') })
        .stdout,
    );
  };
  const raw: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    raw.push(measureImport("await import('ws'); await import('undici'); await import('zod')"));
    ours.push(measureImport(`await import(${JSON.stringify(dist)})`));
  }
  const row = (subject: SubjectName, values: readonly number[]): Row => {
    const ratios = values.map((one, n) => one / (raw[n] ?? Number.NaN));
    return {
      scenario: 'import',
      goal: '<= 1.2',
      subject,
      figure: 'cpuUs',
      median: median(values),
      ratio: median(ratios),
      ratioMin: Math.min(...ratios),
      ratioMax: Math.max(...ratios),
      last: {},
    };
  };
  return [row('raw', raw), row('ours', ours)];
}

function milliseconds({ median: middle, min, max }: Spread): string {
  return `${middle.toFixed(0)} ms (${min.toFixed(0)}-${max.toFixed(0)})`;
}

function print(rows: readonly Row[]): void {
  const cell = (text: string, width: number): string => text.padStart(width);
  console.log(
    `${'scenario'.padEnd(48)}${cell('subject', 9)}${cell('median', 11)}${cell('x raw', 8)}${cell('min-max', 13)}${cell('p50 x', 7)}${cell('ops/s', 9)}${cell('p99 ms', 8)}  goal`,
  );
  for (const row of rows) {
    const { last } = row;
    const range = `${row.ratioMin.toFixed(2)}-${row.ratioMax.toFixed(2)}`;
    const more = [
      row.lateMs ? `late ${milliseconds(row.lateMs)}` : '',
      row.blockedMs ? `blocked ${milliseconds(row.blockedMs)}` : '',
      row.rssRatio === undefined ? '' : `RSS x ${row.rssRatio.toFixed(2)}`,
    ].filter((text) => text !== '');
    console.log(
      `${row.scenario.padEnd(48)}${cell(row.subject, 9)}${cell(row.median.toFixed(1), 11)}${cell(row.ratio.toFixed(2), 8)}${cell(range, 13)}` +
        `${cell(row.p50Ratio?.toFixed(2) ?? '', 7)}${cell(last.perSecond?.toFixed(0) ?? '', 9)}${cell(last.p99?.toFixed(2) ?? '', 8)}  ${row.subject === 'ours' ? row.goal : ''} ${more.join(', ')}`,
    );
  }
}

// As JavaScript: a compiling loader would be measured, too.
await build({
  entryPoints: ['client.ts', 'server.ts'].map(here),
  outdir: here('./node_modules/.built'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  define: { 'import.meta.url': JSON.stringify(new URL('client.ts', import.meta.url).href) },
});
const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
  keyType: 'ec',
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
});
writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
writeFileSync(certificate, cert);
const server = new Worker(
  here('./node_modules/.built/server.mjs'),
  [join(folder, 'key.pem'), certificate],
  certificate,
);
const { port } = await server.next<{ port: number }>('port');
const rows: Row[] = [];
try {
  say(
    `${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${ROUNDS} rounds; CPU is in microseconds per operation`,
  );
  for (const scenario of scenarios) {
    if (!scenario.name.includes(options.only)) continue;
    rows.push(...(await measure(scenario, server, port)));
  }
  if ('import'.includes(options.only)) rows.push(...importing());
} finally {
  server.stop();
  rmSync(folder, { recursive: true });
}
if (options.json) console.log(JSON.stringify(rows, undefined, 2));
else print(rows);
