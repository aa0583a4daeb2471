import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../../../src/store/file-store.js';
import type { Saved } from '../../../src/store/store.js';
import { builtProgram } from '../../support/program.js';
import { after } from '../figure.js';

export interface KilledCommits {
  readonly kills: number;
  /** Commits that resolved. */
  readonly commits: number;
  /** Conversations whose parts were not of one commit, after any of the kills. */
  readonly between: number;
  /** Conversations without the last commit that had resolved. */
  readonly lost: number;
  /** Conversations with a commit that was not begun. */
  readonly invented: number;
  /** Kills that left the end of a line behind. */
  readonly torn: number;
  /** Kills in the middle of a compaction. */
  readonly compacting: number;
}

const program = new URL('../programs/committing.ts', import.meta.url);

/** Beside each other: a process that starts waits for the lock of the one that was killed. */
const LANES = 4;
/** One kill in so many is aimed at a compaction. */
const COMPACTION_EVERY = 5;
/** How long after its start a process that compacts is killed, at most. */
const AIMED_MS = 10;
/** Lines without an effect, more than a journal gathers before it is compacted. */
const FILLER = `\n${'{"kind":"commit","agent":"bot","change":{"conversationId":"none","removed":true}}\n'.repeat(10_100)}`;

/** Processes that commit as fast as they can to a `FileStore`, killed at random moments and started anew each time. */
export async function killedCommits(times: number, conversations: number, mostMs: number): Promise<KilledCommits> {
  const lanes = await Promise.all(
    Array.from({ length: LANES }, () => killedInTurn(Math.ceil(times / LANES), conversations, mostMs)),
  );
  const [first, ...others] = lanes;
  if (first === undefined) throw new Error('There is no lane');
  return others.reduce((sum, lane) => added(sum, lane), first);
}

function added(sum: KilledCommits, lane: KilledCommits): KilledCommits {
  return {
    kills: sum.kills + lane.kills,
    commits: sum.commits + lane.commits,
    between: sum.between + lane.between,
    lost: sum.lost + lane.lost,
    invented: sum.invented + lane.invented,
    torn: sum.torn + lane.torn,
    compacting: sum.compacting + lane.compacting,
  };
}

async function killedInTurn(times: number, conversations: number, mostMs: number): Promise<KilledCommits> {
  const folder = await mkdtemp(join(tmpdir(), 'killed-commits-'));
  const [path, log] = [join(folder, 'bot.jsonl'), join(folder, 'committed')];
  const committed = new Map<string, number>();
  const counts = { commits: 0, between: 0, lost: 0, invented: 0, torn: 0, compacting: 0 };
  try {
    for (let run = 0; run < times; run += 1) {
      const isAimed = run % COMPACTION_EVERY === COMPACTION_EVERY - 1;
      if (isAimed) appendFileSync(path, FILLER);
      const child = spawn(process.execPath, [await builtProgram(program), path, log, String(conversations)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      await after(Math.random() * (isAimed ? AIMED_MS : mostMs));
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      if (!endsWithNewline(path)) counts.torn += 1;
      if (existsSync(`${path}.next`)) counts.compacting += 1;
      for (const [conversationId, number] of resolvedIn(log)) {
        committed.set(conversationId, number);
        counts.commits += 1;
      }
      const saved = await savedIn(path);
      for (const conversationId of committed.keys()) if (!saved.has(conversationId)) counts.lost += 1;
      for (const [conversationId, conversation] of saved) {
        const number = conversation.positions['main'] ?? Number.NaN;
        const last = committed.get(conversationId) ?? 0;
        if (!isOfOneCommit(conversation, number)) counts.between += 1;
        else if (number < last) counts.lost += 1;
        else if (number > last + 1) counts.invented += 1;
        // Its promise may not have resolved; for the next run it is there all the same.
        committed.set(conversationId, number);
      }
      rmSync(log, { force: true });
    }
    return { kills: times, ...counts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function savedIn(path: string): Promise<ReadonlyMap<string, Saved>> {
  using store = new FileStore(path);
  const found = new Map<string, Saved>();
  for await (const saved of store.load('bot')) found.set(saved.conversationId, saved);
  return found;
}

function isOfOneCommit({ session, flow, timers }: Saved, number: number): boolean {
  const numbers = [session, flow].map((part) => (part as { readonly number?: unknown } | undefined)?.number);
  return [...numbers, timers['silence']].every((other) => other === number);
}

function resolvedIn(log: string): readonly (readonly [conversationId: string, number: number])[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const [conversationId = '', number] = line.split(' ');
    return [conversationId, Number(number)];
  });
}

function endsWithNewline(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, Math.max(0, fstatSync(file).size - 1));
    return last.toString() === '\n';
  } finally {
    closeSync(file);
  }
}
