import fc from 'fast-check';
import { reduce, type ConversationNews, type MergedNews } from '../../src/conversations/snapshot.js';
import type { ConversationChange } from '../../src/protocol/registry.js';

export const ME = 'me-pid';

export interface Truth {
  readonly skillId: string;
  readonly agents: readonly string[];
  readonly managers: readonly string[];
  readonly stage: 'OPEN' | 'CLOSE';
  readonly survey: boolean;
  readonly note: string;
  readonly unread: number;
}

/** One change on the platform: `version` grows with each, `sentAt` with each notification. */
export function newsOf(
  truth: Truth,
  version: number,
  sentAt: number,
  type: 'UPSERT' | 'DELETE' = 'UPSERT',
): ConversationNews {
  const participants = [
    { id: 'u-9', role: 'CONSUMER' },
    ...truth.agents.map((id) => ({ id, role: 'ASSIGNED_AGENT' })),
    ...truth.managers.map((id) => ({ id, role: 'MANAGER' })),
  ];
  const dialogs = [
    { dialogId: 'c-1', dialogType: 'MAIN', channelType: 'MESSAGING', state: truth.survey ? 'CLOSE' : 'OPEN' },
    ...(truth.survey
      ? [{ dialogId: 'c-1-s', dialogType: 'POST_SURVEY', channelType: 'MESSAGING', state: truth.stage }]
      : []),
  ];
  const change: ConversationChange = {
    type,
    result: {
      convId: 'c-1',
      conversationDetails: {
        skillId: truth.skillId,
        participants,
        dialogs,
        stage: truth.stage,
        state: truth.survey ? 'CLOSE' : truth.stage,
        metaDataLastUpdateTs: version,
      },
    } as ConversationChange['result'],
  };
  const received = {
    result: {
      convId: 'c-1',
      conversationDetails: { note: truth.note },
      numberOfunreadMessages: { '1.501': truth.unread },
    },
  };
  return { change, sentAt, received };
}

const truths: fc.Arbitrary<Truth> = fc.record({
  skillId: fc.constantFrom('-1', '7', '8'),
  agents: fc.constantFrom([], [ME], ['other-pid']),
  managers: fc.subarray(['boss-pid', 'lead-pid']),
  stage: fc.constantFrom('OPEN', 'CLOSE'),
  survey: fc.boolean(),
  note: fc.constantFrom('', 'a', 'b'),
  unread: fc.nat(3),
});

/** What UMS sends while a conversation changes: several notifications may carry one version. */
const histories = fc
  .array(fc.record({ truth: truths, copies: fc.integer({ min: 1, max: 3 }), isDelete: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((steps) => {
    let sentAt = 0;
    return steps.flatMap(({ truth, copies, isDelete }, index) =>
      Array.from({ length: copies }, () => newsOf(truth, index + 1, (sentAt += 1), isDelete ? 'DELETE' : 'UPSERT')),
    );
  });

/** The notifications in another order, some twice, and in each order the newest among them. */
export const told = histories.chain((news) =>
  fc.record({
    news: fc.constant(news),
    order: fc.shuffledSubarray(news, { minLength: news.length }),
    doubles: fc.subarray(news),
    holes: fc.subarray(news.slice(0, -1)),
  }),
);

export function stateAfter(news: readonly ConversationNews[]): MergedNews | undefined {
  return news.reduce<MergedNews | undefined>((state, one) => reduce(state, one), undefined);
}
