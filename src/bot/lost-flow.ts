import { SDKError } from '../errors.js';
import type { LostFlow } from './flows.js';
import type { SharedPorts } from './job-runner.js';
import type { RouteHandler } from './routes.js';
import type { Turn } from './turn.js';

/** The handler of a flow that cannot go on: a hand-off, the handler of `flowLost`, or an error. */
export function lostFlowHandler(
  lost: LostFlow & { readonly isHandedOff?: boolean },
  { routes, options, report }: Pick<SharedPorts, 'routes' | 'options' | 'report'>,
): RouteHandler {
  const { isHandedOff = false, ...facts } = lost;
  if (isHandedOff) {
    // The answers are in the summary of every hand-off.
    return (chat) => chat.handOff(options.escalation?.target ?? { queue: true }, { reason: 'escalated_by_bot' });
  }
  const handler = routes.get('flowLost');
  if (handler !== undefined) return (chat, turn) => handler(chat, { ...turn, ...facts } as Turn);
  return (chat) => {
    const answers = JSON.stringify(facts.answers);
    const message = `The flow ${facts.flow} of conversation ${chat.id} has ended, since ${facts.why}; answered: ${answers}`;
    report(new SDKError(message, { code: 'FLOW_LOST' }), chat);
  };
}
