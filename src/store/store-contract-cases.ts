import type { Change, Saved, StateChange } from './store.js';
import type { StoreUnderTest } from './store-under-test.js';

const AGENT = '12345678/bot';
const NOON = Date.UTC(2030, 0, 1, 12);

/** A change with all parts, each of which shows the same number; and the conversation that it makes. */
function numbered(conversationId: string, number: number): StateChange & Saved {
  return {
    conversationId,
    positions: { main: number },
    session: { number },
    flow: { step: number },
    timers: { silence: NOON + number },
  };
}

function blank(conversationId: string): Saved {
  return { conversationId, positions: {}, timers: {} };
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Ids and names that break a store which builds paths, statements or objects of them. */
const ODD_NAMES = [
  `it's "quoted"`,
  'back\\slash/../slash',
  'two\nlines\r\n\tand a tab',
  '__proto__',
  'constructor',
  'a:b|c,d;e%20f?g#h',
  "'; DROP TABLE saved; --",
  'ünïcödé 漢字 🙂 e\u0301',
  ' spaces ',
  '0',
  'null',
];

/** Each test by its name. A failure is an `Error` that quotes the rule. */
export const cases: Readonly<Record<string, (store: StoreUnderTest) => Promise<void>>> = {
  'has the last commit': async (store) => {
    for (const number of range(5)) await store.commit(AGENT, numbered('c1', number));

    await store.expect(AGENT, [numbered('c1', 4)], 'load() gives what the last commit wrote.');
  },

  'writes a commit whole, also for a reader beside it': async (store) => {
    const rule = 'positions, session, flow and timers of a commit are written together, or none of them.';
    await store.commit(AGENT, numbered('c1', 0));
    const commits = store.commitAtOnce(
      AGENT,
      range(20).map((number) => numbered('c1', number + 1)),
    );
    // Handled where it is awaited, below: a check may fail before that.
    commits.catch(() => undefined);

    for (const _ of range(20)) {
      const saved = (await store.load(AGENT)).get('c1');
      const number = saved?.positions['main'] ?? Number.NaN;
      store.expectSame(saved, numbered('c1', number), rule);
    }
    await commits;
    await store.expect(AGENT, [numbered('c1', 20)], rule);
  },

  'writes nothing of a commit that it rejects': async (store) => {
    await store.commit(AGENT, numbered('c1', 1));
    // JSON has no BigInt. A store that keeps it all the same has to keep the other parts with it.
    const refused: Change = { ...numbered('c1', 2), session: { number: 2n } };
    const wasRejected = await store.commit(AGENT, refused).then(
      () => false,
      () => true,
    );
    if (!wasRejected) return;

    await store.expect(AGENT, [numbered('c1', 1)], 'nothing of a change is written if its commit rejects.');
  },

  'applies commits of one conversation in the order of the calls': async (store) => {
    const changes = range(50).map((number): Change => ({
      ...numbered('c1', number),
      timers: { [`timer ${number % 3}`]: NOON + number },
    }));

    await store.commitAtOnce(AGENT, changes);

    const timers = { 'timer 0': NOON + 48, 'timer 1': NOON + 49, 'timer 2': NOON + 47 };
    const rule = 'commits that are not awaited are applied in the order of the calls.';
    await store.expect(AGENT, [{ ...numbered('c1', 49), timers }], rule);
  },

  'applies commits of many conversations at once': async (store) => {
    const ids = range(40).map((number) => `conversation ${number}`);
    const changes = range(4).flatMap((round) => ids.map((id, index) => numbered(id, round * 100 + index)));

    await store.commitAtOnce(AGENT, changes);

    const expected = ids.map((id, index) => numbered(id, 300 + index));
    await store.expect(AGENT, expected, 'no commit is lost to one of another conversation.');
  },

  'keeps two agents apart': async (store) => {
    const [first, second] = ['12345678/first', '12345678/second'];
    const rule = 'an agent has its own conversations, also under an id that another agent has.';
    await store.commit(first, numbered('c1', 1));
    await store.commit(second, numbered('c1', 2));
    await store.commit(second, numbered('c2', 3));

    await store.expect(first, [numbered('c1', 1)], rule);
    await store.expect(second, [numbered('c1', 2), numbered('c2', 3)], rule);
    await store.commit(first, { conversationId: 'c1', removed: true });
    await store.expect(first, [], rule);
    await store.expect(second, [numbered('c1', 2), numbered('c2', 3)], rule);
  },

  'gives undefined, and never null, for what was not written': async (store) => {
    const rule = 'session and flow that were not written are absent or undefined, and positions and timers are empty.';
    await store.expect('12345678/unknown', [], 'an agent that was never written has no conversations.');
    await store.commit(AGENT, { conversationId: 'c1', positions: { main: 0 } });
    await store.commit(AGENT, { conversationId: 'c2', session: 'only this' });

    await store.expect(
      AGENT,
      [
        { ...blank('c1'), positions: { main: 0 } },
        { ...blank('c2'), session: 'only this' },
      ],
      rule,
    );
  },

  'has written a commit when it resolves': async (store) => {
    const rule = 'what a resolved commit wrote is there for a store that is opened right afterwards.';
    for (const number of range(3)) {
      await store.commit(AGENT, numbered('c1', number));
      await store.reopen();
      await store.expect(AGENT, [numbered('c1', number)], rule);
    }
  },

  'has everything after it was reopened': async (store) => {
    const rule = 'a store that is opened again has every part of every conversation, and merges into it.';
    for (const agent of ['12345678/first', '12345678/second']) {
      await store.commit(agent, numbered('c1', 1));
      await store.commit(agent, numbered('c2', 2));
    }
    await store.reopen();
    await store.commit('12345678/first', { conversationId: 'c1', positions: { survey: 7 }, timers: { close: NOON } });
    await store.reopen();

    const first = numbered('c1', 1);
    const merged = {
      ...first,
      positions: { ...first.positions, survey: 7 },
      timers: { ...first.timers, close: NOON },
    };
    await store.expect('12345678/first', [merged, numbered('c2', 2)], rule);
    await store.expect('12345678/second', [first, numbered('c2', 2)], rule);
  },

  'removes a conversation with everything': async (store) => {
    const rule = 'nothing is left of a removed conversation, and a later commit begins it anew.';
    await store.commit(AGENT, numbered('c1', 1));
    await store.commit(AGENT, numbered('c2', 2));
    await store.commit(AGENT, { conversationId: 'c1', removed: true });
    await store.commit(AGENT, { conversationId: 'never written', removed: true });

    await store.expect(AGENT, [numbered('c2', 2)], rule);
    await store.reopen();
    await store.expect(AGENT, [numbered('c2', 2)], rule);
    await store.commit(AGENT, { conversationId: 'c1', flow: [1] });
    await store.expect(AGENT, [{ ...blank('c1'), flow: [1] }, numbered('c2', 2)], rule);
  },

  'merges positions by dialog and timers by name': async (store) => {
    const rule = 'names that a change does not have keep their value; null removes a timer.';
    await store.commit(AGENT, {
      conversationId: 'c1',
      positions: { main: 5, survey: 0 },
      timers: { a: 1, b: 2.5, c: 3 },
    });
    await store.commit(AGENT, { conversationId: 'c1', positions: { main: 6 }, timers: { a: null, b: 4, none: null } });
    await store.commit(AGENT, { conversationId: 'c1', positions: undefined, timers: undefined });

    const expected = { ...blank('c1'), positions: { main: 6, survey: 0 }, timers: { b: 4, c: 3 } };
    await store.expect(AGENT, [expected], rule);
  },

  'replaces session and flow as a whole': async (store) => {
    const rule = 'a session or flow replaces the one before; absent or undefined leaves it, null removes it.';
    const session = { name: 'Ada', cart: [{ price: 1.5 }] };
    await store.commit(AGENT, { conversationId: 'c1', session, flow: { ask: 'order', answers: { a: 1 } } });
    await store.commit(AGENT, { conversationId: 'c1', session: { cart: [] }, flow: undefined });
    await store.expect(
      AGENT,
      [{ ...blank('c1'), session: { cart: [] }, flow: { ask: 'order', answers: { a: 1 } } }],
      rule,
    );

    await store.commit(AGENT, { conversationId: 'c1', session: null, flow: { ask: 'kind' } });
    await store.expect(AGENT, [{ ...blank('c1'), flow: { ask: 'kind' } }], rule);
  },

  'keeps every kind of JSON value as a session': async (store) => {
    const rule = 'a session comes back as it was committed; false, 0 and an empty text are sessions.';
    const nested = { list: [1, -2.5e-7, 1e21, [null, [true]], {}], none: null, text: '\u2028 "\\" 🙂' };
    const sessions = [false, 0, '', [], {}, 'text', 1e300, Number.MAX_SAFE_INTEGER, nested];
    for (const [index, session] of sessions.entries())
      await store.commit(AGENT, { conversationId: `c${index}`, session });

    await store.reopen();

    await store.expect(
      AGENT,
      sessions.map((session, index) => ({ ...blank(`c${index}`), session })),
      rule,
    );
  },

  'keeps a session of 1 MB': async (store) => {
    const session = { lines: range(10_000).map((line) => `${line} `.padEnd(100, 'x')) };
    await store.commit(AGENT, { ...numbered('c1', 1), session });
    await store.commit(AGENT, { conversationId: 'c1', positions: { main: 2 } });

    await store.reopen();

    const expected = { ...numbered('c1', 1), positions: { main: 2 }, session };
    await store.expect(AGENT, [expected], 'a session of 1 MB comes back as it was committed.');
  },

  'takes any text as an id or a name': async (store) => {
    const rule = 'agents, conversations, dialogs, timers and members of a session may have any text as their name.';
    // Not by assignment, which does nothing for `__proto__`.
    const byName = Object.fromEntries(ODD_NAMES.map((name, index) => [name, index]));
    const change = { positions: byName, timers: byName, session: byName };
    for (const agent of ODD_NAMES) {
      await store.commitAtOnce(
        agent,
        ODD_NAMES.map((conversationId) => ({ conversationId, ...change })),
      );
    }

    await store.reopen();

    for (const agent of ODD_NAMES) {
      await store.expect(
        agent,
        ODD_NAMES.map((conversationId) => ({ conversationId, ...change })),
        rule,
      );
    }
  },

  'shares no object with its caller': async (store) => {
    const rule = 'the store copies what it is given, during the call, and gives copies.';
    const session = { cart: ['one'] };
    const positions: Record<string, number> = { main: 1 };
    await store.reopen();
    const commit = store.commit(AGENT, { conversationId: 'c1', session, positions });
    session.cart.push('two');
    positions['main'] = 2;
    await commit;
    session.cart.push('three');
    const expected = { ...blank('c1'), session: { cart: ['one'] }, positions: { main: 1 } };
    await store.expect(AGENT, [expected], rule);

    const loaded = (await store.load(AGENT)).get('c1')?.session as typeof session;
    loaded.cart.push('four');

    await store.expect(AGENT, [expected], rule);
  },
};
