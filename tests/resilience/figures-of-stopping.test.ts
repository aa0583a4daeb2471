import { expect, it } from 'vitest';
import { strayAnswersSurvived } from '../soak/figures/stray-answers.js';
import { eagerly } from '../support/agents.js';

// The short form of `npm run test:soak`.

it('an agent reconnects after each kind of stray response', async () => {
  const { count, stopped } = await strayAnswersSurvived({ reconnect: eagerly });

  expect(stopped).toEqual([]);
  expect(count).toBe(28);
});
