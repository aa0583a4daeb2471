import { expect, it } from 'vitest';
import { ValidationError } from '../../src/errors.js';
import { exampleIdentity as me } from '../../src/protocol/define.js';
import { notifications, requests } from '../../src/protocol/registry.js';
import { listen, next } from '../support/agents.js';
import { HandMade } from '../support/hand-made.js';

const conversation = notifications['cqm.ExConversationChangeNotification'];

/** 60 KB. */
const FLOOD = Array.from({ length: 20_000 }, () => ({}));

it('a frame of 20 000 malformed changes emits ten errors, their number, and the raw frame', async () => {
  await using platform = await HandMade.start();
  const { agent, peer } = await platform.connected();
  const errors = listen(agent, 'error');
  const frames = listen(agent, 'notification');
  const after = next(agent, '.after' as const);
  const body = { subscriptionId: 's-1', changes: FLOOD };

  peer.send({ kind: 'notification', type: conversation.type, body });
  peer.send({ kind: 'notification', type: '.after' });
  await after;

  expect(errors).toHaveLength(11);
  for (const [, error] of errors.slice(0, 10)) expect(error).toBeInstanceOf(ValidationError);
  expect(errors[10]?.[1]).toMatchObject({ code: 'UNREADABLE', message: expect.stringContaining(' 19990 ') as unknown });
  expect(frames[0]).toEqual(['notification', { kind: 'notification', type: conversation.type, body }]);
});

it('a history of 20 000 malformed events emits ten errors and their number', async () => {
  await using platform = await HandMade.start();
  const { agent, peer } = await platform.connected();
  const errors = listen(agent, 'error');

  const history = agent.subscribeMessagingEvents({ dialogId: 'c-1' });
  peer.answer(await peer.received(), FLOOD);
  await history;

  expect(errors).toHaveLength(11);
  expect(errors[10]?.[1]).toMatchObject({ code: 'UNREADABLE', message: expect.stringContaining(' 19990 ') as unknown });
});

it('well-formed changes are emitted beside malformed ones', async () => {
  await using platform = await HandMade.start();
  const { agent, peer } = await platform.connected();
  const errors = listen(agent, 'error');
  const heard = next(agent, 'cqm.ExConversationChangeNotification');
  const readable = {
    type: 'DELETE',
    result: { convId: 'c-1', conversationDetails: { participants: {}, participantsPId: {} } },
  };
  const changes = [...FLOOD.slice(0, 30), readable];

  peer.send({ kind: 'notification', type: conversation.type, body: { changes } });

  expect((await heard)[0].changes).toEqual([expect.objectContaining({ type: 'DELETE' })]);
  expect(errors).toHaveLength(11);
});

it('a frame with thousands of harmless faults emits ten warnings and their number', () => {
  const oddities = Array.from({ length: 3_000 }, (_, n) => ({ dialogId: `d-${n}`, channelType: 'SMOKE' }));
  const details = { participants: {}, participantsPId: {}, dialogs: oddities };
  const change = { type: 'UPSERT', result: { convId: 'c-1', conversationDetails: details } };

  const { warnings, readable } = conversation.read({ changes: change }, me);

  expect(readable).toBe(true);
  expect(warnings).toHaveLength(11);
  expect(warnings[10]).toContain(' 5990 ');
});

/** Counts the elements that iteration, spread and array methods read. */
function stepsOf(work: () => void): number {
  let steps = 0;
  const iterate = Array.prototype[Symbol.iterator];
  // oxlint-disable-next-line no-extend-native -- restored below: spread and `for` both call this method
  Array.prototype[Symbol.iterator] = function* (this: unknown[]) {
    for (let index = 0; index < this.length; index += 1) {
      steps += 1;
      yield this[index];
    }
  } as typeof iterate;
  try {
    work();
  } finally {
    // oxlint-disable-next-line no-extend-native -- restores the original
    Array.prototype[Symbol.iterator] = iterate;
  }
  return steps;
}

const noise = (count: number): object => ({
  dialogs: Array.from({ length: count }, (_, n) => ({ dialogId: `d-${n}`, channelType: 'SMOKE' })),
});

it.each<[string, (count: number) => unknown]>([
  ['unreadable changes', (count) => conversation.read({ changes: Array(count).fill({}) }, me)],
  ['unreadable events', (count) => requests.subscribeMessagingEvents.emits?.(Array(count).fill({}), me)],
  [
    'warnings',
    (count) => {
      const conversationDetails = { participants: {}, participantsPId: {}, ...noise(count) };
      return conversation.read({ changes: { type: 'UPSERT', result: { convId: 'c-1', conversationDetails } } }, me);
    },
  ],
])('the work for %s grows linearly', (_, read) => {
  const few = stepsOf(() => read(500));
  const many = stepsOf(() => read(1_000));

  expect(few).toBeGreaterThan(0);
  expect(many).toBeLessThan(3 * few);
});

it('the work for participants that cannot be told apart grows linearly', () => {
  /** Counts the reads of members of the participants. */
  const looksAt = (count: number): number => {
    let looks = 0;
    const ids = (prefix: string, size: number): string[] => Array.from({ length: size }, (_, n) => `${prefix}-${n}`);
    const participantsDetails = ids('old', count).map(
      (id) =>
        new Proxy(
          { id, role: 'READER' },
          { get: (target, name) => ((looks += 1), Reflect.get(target, name) as never) },
        ),
    );
    // One public id is left and half of the participants have none, so each has to be compared with the others.
    const participants = { MANAGER: ids('old', count / 2) };
    const participantsPId = { MANAGER: ids('pid', count / 2), READER: ['pid-r'] };
    const dialogs = [{ dialogId: 'c-1', channelType: 'MESSAGING', participantsDetails }];
    const conversationDetails = { participants, participantsPId, dialogs };

    const { readable } = conversation.read(
      { changes: { type: 'UPSERT', result: { convId: 'c-1', conversationDetails } } },
      me,
    );

    expect(readable).toBe(true);
    return looks;
  };

  expect(looksAt(400)).toBeLessThan(3 * looksAt(200));
});
