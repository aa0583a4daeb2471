import { Agent, type ReconnectOptions } from '../../../src/index.js';
import { Simulator, type TranscriptEntry } from '../../../src/simulator/index.js';
import { startPlatform } from '../../support/agents.js';
import { after, until } from '../figure.js';

export interface Fleet {
  readonly agents: number;
  readonly back: number;
  /** The most sockets that one agent had at the same time. */
  readonly sockets: number;
  /** Share of the fleet that opened a socket, or logged in, in the busiest second after the restart. */
  readonly busiestUpgrades: number;
  readonly busiestLogins: number;
  /** Shortest time between two logins of one agent, in ms. */
  readonly loginGapMs: number;
  readonly tookMs: number;
}

/** Restarts the platform, whose sessions are lost, while a fleet of agents in one process is connected. */
export async function serverRestart(count: number, downMs: number, reconnect: ReconnectOptions = {}): Promise<Fleet> {
  const users = Array.from({ length: count }, (_, index) => ({
    username: `bot${index}`,
    password: `secret${index}`,
    userId: String(1000 + index),
  }));
  const before = await startPlatform({ agents: users });
  const { port, accountId } = before;
  const agents = before.agents.map((user) => new Agent({ ...before.agentOptions('password', user), reconnect }));
  for (const agent of agents) agent.on('error', () => {});
  try {
    await Promise.all(agents.map((agent) => agent.connect({ timeout: 60_000 })));
    const first = [...before.transcript];
    await before.close();
    await after(downMs);
    await using simulator = await Simulator.start({ agents: users, port, accountId });
    const from = performance.now();
    await until(() => agents.every((agent) => agent.connected), count * 200 + 60_000);
    const tookMs = performance.now() - from;
    const second = simulator.transcript;
    return {
      agents: count,
      back: agents.filter((agent) => agent.connected).length,
      sockets: Math.max(mostSockets(first), mostSockets(second)),
      busiestUpgrades: busiest(second.filter(({ kind }) => kind === 'upgrade')) / count,
      busiestLogins: busiest(second.filter(isLogin)) / count,
      loginGapMs: shortestGap([...first, ...second]),
      tookMs,
    };
  } finally {
    for (const agent of agents) agent.dispose();
  }
}

function isLogin(entry: TranscriptEntry): boolean {
  return entry.kind === 'http' && entry.service === 'login';
}

function mostSockets(entries: readonly TranscriptEntry[]): number {
  const open = new Map<string, number>();
  let most = 0;
  for (const entry of entries) {
    if (entry.kind === 'upgrade' && entry.userId !== undefined)
      open.set(entry.userId, (open.get(entry.userId) ?? 0) + 1);
    if (entry.kind === 'close') open.set(entry.userId, (open.get(entry.userId) ?? 0) - 1);
    most = Math.max(most, ...('userId' in entry && entry.userId !== undefined ? [open.get(entry.userId) ?? 0] : []));
  }
  return most;
}

/** The most entries within any 1 000 ms. */
function busiest(entries: readonly TranscriptEntry[]): number {
  let most = 0;
  let from = 0;
  entries.forEach(({ at }, to) => {
    while (at - (entries[from]?.at ?? at) >= 1_000) from += 1;
    most = Math.max(most, to - from + 1);
  });
  return most;
}

function shortestGap(entries: readonly TranscriptEntry[]): number {
  const last = new Map<string, number>();
  let shortest = Infinity;
  for (const entry of entries) {
    if (entry.kind !== 'http' || entry.service !== 'login') continue;
    const { username } = entry.requestBody as { readonly username: string };
    shortest = Math.min(shortest, entry.at - (last.get(username) ?? -Infinity));
    last.set(username, entry.at);
  }
  return shortest;
}
