import { expect, it } from 'vitest';
import { serverRestart } from '../soak/figures/fleet.js';

// The short form of `npm run test:soak`.

it('brings a fleet back one after the other when the platform restarts', async () => {
  const fleet = await serverRestart(20, 200, { loginInterval: 1_000, delay: 1_000 });

  expect(fleet).toMatchObject({ back: 20, sockets: 1 });
  // As many a second as is a tenth of 500 agents.
  expect(fleet.busiestLogins * 20).toBeLessThanOrEqual(50);
  // As they arrive: of two that leave a second apart, the first may be longer on its way.
  expect(fleet.loginGapMs).toBeGreaterThanOrEqual(800);
}, 60_000);
