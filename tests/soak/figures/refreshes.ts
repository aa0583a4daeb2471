import { agentOf, startPlatform } from '../../support/agents.js';
import { until } from '../figure.js';

export interface Refreshes {
  readonly cycles: number;
  readonly relogins: number;
  readonly dropped: number;
  readonly sockets: number;
}

/** Counts periodic refreshes; after every `endedEvery` of them, the platform ends the session. */
export async function refreshCycles(cycles: number, endedEvery: number): Promise<Refreshes> {
  await using simulator = await startPlatform();
  await using agent = agentOf(simulator, { refreshSessionInterval: 1 });
  let dropped = 0;
  let done = 0;
  agent.on('closed', () => void (dropped += 1));
  agent.on('success', ({ location }) => {
    if (location === 'RefreshSession#REST') done += 1;
    if (location === 'RefreshSession#REST' && done % endedEvery === 0) simulator.revoke();
  });
  // Sessions that end so soon are reported as LOGGED_IN_ELSEWHERE.
  agent.on('error', () => {});
  await agent.connect();
  await until(() => done >= cycles, 120_000);
  const { length: sockets } = simulator.transcript.filter(({ kind }) => kind === 'upgrade');
  return { cycles: done, relogins: simulator.logins - 1, dropped, sockets };
}
