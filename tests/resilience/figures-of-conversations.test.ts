import { expect, it } from 'vitest';
import { heapPerConversation } from '../soak/figures/conversation-memory.js';
import { takeovers } from '../soak/figures/takeovers.js';

it('writes nothing to the consumer of a conversation that it has read to be another agent’s', async () => {
  const { writtenAfter, notRefused, offline, replies } = await takeovers(20, 10, 4);

  expect({ writtenAfter, notRefused, offline }).toEqual({ writtenAfter: 0, notRefused: 0, offline: 5 });
  expect(replies).toBeGreaterThan(0);
});

it('keeps at most 8 KB for an idle open conversation', async () => {
  expect(await heapPerConversation(300)).toBeLessThanOrEqual(8 * 1024);
});
