import { expect, it } from 'vitest';
import { serverRestart } from '../soak/figures/fleet.js';

// The short form of `npm run test:soak`.

it('a fleet reconnects with limited logins per second when the platform restarts', async () => {
  const fleet = await serverRestart(20, 200, { loginInterval: 1_000, delay: 1_000 });

  expect(fleet).toMatchObject({ back: 20, sockets: 1 });
  // A tenth of 500 agents in a second.
  expect(fleet.busiestLogins * 20).toBeLessThanOrEqual(50);
  // Measured on arrival: of two logins sent a second apart, the first may take longer.
  expect(fleet.loginGapMs).toBeGreaterThanOrEqual(800);
}, 60_000);
