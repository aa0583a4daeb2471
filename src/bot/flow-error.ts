import { SDKError } from '../errors.js';

/**
 * A flow cannot go on. `FLOW_TRIES`: the answers to a question did not fit. `FLOW_TIMEOUT`: there was no answer in time.
 * `FLOW_TOO_LONG`: more than 200 steps or 64 KB. Trying the turn again would not help: the conversation is escalated at
 * once. `FLOW_MISUSE`: the code of the flow is wrong.
 */
export class FlowError extends SDKError {
  override readonly name = 'FlowError';
  /** Name of the flow. */
  readonly flow: string;
  /** Key of the step, with its counter, such as `order` or `order#2`. */
  readonly key: string | undefined;

  constructor(
    message: string,
    facts: {
      readonly code: 'FLOW_TRIES' | 'FLOW_TIMEOUT' | 'FLOW_TOO_LONG' | 'FLOW_MISUSE';
      readonly flow: string;
      readonly key?: string | undefined;
    },
  ) {
    super(message, { code: facts.code, delivery: 'answered' });
    this.flow = facts.flow;
    this.key = facts.key;
  }
}
