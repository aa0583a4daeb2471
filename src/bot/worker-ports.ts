import type { SharedPorts } from './job-runner.js';
import type { MemoryBudget } from './memory-budget.js';
import type { Slots } from './slots.js';

/** What the conversations of a bot share. */
export interface WorkerPorts extends SharedPorts {
  /** Readings of histories at the same time. */
  readonly readings: Slots;
  readonly budget: MemoryBudget;
  /** The conversation is closed, and what was saved of it is removed. */
  ended(conversationId: string): void;
}
