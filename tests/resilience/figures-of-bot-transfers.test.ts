import { expect, it } from 'vitest';
import { botTransfers } from '../soak/figures/bot-transfers.js';

// The short form of `npm run test:soak -- transfersin`.

it('a Bot answers the last message of a conversation transferred in, and none that was said to a colleague', async () => {
  expect(await botTransfers(10)).toEqual({ conversations: 10, cut: 1, answeredOnce: 10, backOnce: 10, wentOn: 10 });
}, 60_000);
