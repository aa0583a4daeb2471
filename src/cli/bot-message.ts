import { z } from 'zod';
import type { BotReport } from '../inspector/contract.js';

const reportMessage = z.object({
  type: z.literal('node-agent-sdk/reports'),
  reports: z.array(
    z.object({
      conversationId: z.string(),
      isOwner: z.boolean(),
      session: z.unknown(),
      positions: z.record(z.string(), z.number()),
      running: z.boolean(),
      waiting: z.number(),
    }) satisfies z.ZodType<BotReport>,
  ),
});

/** @returns `undefined`: the message of a child process is not one of a bot, but of its program. */
export function reportsIn(message: unknown): readonly BotReport[] | undefined {
  const parsed = reportMessage.safeParse(message);
  return parsed.success ? parsed.data.reports : undefined;
}
