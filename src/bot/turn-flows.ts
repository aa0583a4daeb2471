import type { TurnFlows } from './chat.js';
import type { Flows } from './flows.js';
import type { Inbox } from './inbox.js';
import type { Job } from './job.js';

/** The flow of a conversation, for the chat of one job. */
export function turnFlows(
  { flows, inbox }: { readonly flows: Flows; readonly inbox: Inbox },
  { events, dialogId }: Job,
): TurnFlows {
  return {
    start: (flow, chat) => {
      const sequence = events[0]?.sequence ?? inbox.positionsAfter([])[dialogId] ?? -1;
      return flows.start(flow, chat, { run: `${dialogId}:${sequence}`, dialogId });
    },
    end: () => flows.endInTurn(),
    get summary() {
      return flows.summary;
    },
  };
}
