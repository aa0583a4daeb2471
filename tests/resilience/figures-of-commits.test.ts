import { expect, it } from 'vitest';
import { killedCommits } from '../soak/figures/commits.js';

// The short form of `npm run test:soak -- commits`.
it('finds each conversation as before or after a commit, where the process was killed between', async () => {
  const { kills, commits, between, lost, invented } = await killedCommits(20, 5, 30);

  expect({ between, lost, invented }).toEqual({ between: 0, lost: 0, invented: 0 });
  expect(kills).toBe(20);
  expect(commits).toBeGreaterThan(0);
}, 60_000);
