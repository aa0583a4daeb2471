import { describe, expect, test } from 'vitest';
import { SavedState } from '../../src/bot/saved-state.js';
import { ValidationError } from '../../src/index.js';
import { caught } from '../support/caught.js';

interface Session {
  asked: number;
  name?: unknown;
}

const fresh = (): SavedState<Session> => new SavedState('c-1', () => ({ asked: 0 }), undefined);
const data = (index: number): string => `"data ${index}"`;

/** A turn that offers a click, and its commit. */
function offer(state: SavedState<Session>, json: string): string {
  const session = state.open();
  const key = session.keep(json);
  commit(state, session.changed(session.value));
  return key;
}

function commit(state: SavedState<Session>, session: object | undefined): void {
  if (session !== undefined) state.committed({ conversationId: 'c-1', session });
}

describe('The saved data of clicks', () => {
  test('are those of the newest 100 offers', () => {
    const state = fresh();
    const keys = Array.from({ length: 250 }, (_, index) => offer(state, data(index)));

    expect(new Set(keys).size).toBe(250);
    for (const [index, key] of keys.entries()) {
      expect([index, state.recall(key)]).toEqual([index, index < 150 ? undefined : data(index)]);
    }
  });

  test('that are offered again have the same key, and count as new', () => {
    const state = fresh();
    const key = offer(state, data(0));
    for (let index = 1; index < 100; index += 1) offer(state, data(index));
    expect(offer(state, data(0))).toBe(key);
    offer(state, data(100));

    expect(state.recall(key)).toBe(data(0));
  });

  test('are kept with the commit alone, and are no part of the session', () => {
    const state = fresh();
    const session = state.open();
    const key = session.keep(data(0));
    expect(state.recall(key)).toBeUndefined();
    commit(state, session.changed({ asked: 1 }));

    expect(state.recall(key)).toBe(data(0));
    expect(state.open().value).toEqual({ asked: 1 });
  });

  test.each(['__proto__', 'constructor', '', '1'])('of the key %j are none', (key) => {
    expect(fresh().recall(key)).toBeUndefined();
  });
});

describe('A session', () => {
  test('is written only when it is another one', () => {
    const state = fresh();
    const first = state.open();
    expect(first.changed(first.value)).toBeUndefined();
    first.value.asked = 1;
    commit(state, first.changed(first.value));
    const second = state.open();

    expect(second.changed({ ...second.value })).toBeUndefined();
    expect(second.changed({ asked: 2 })).toEqual({ asked: 2 });
  });

  test('that was saved by an older version has the new defaults', () => {
    const saved = { conversationId: 'c-1', positions: {}, session: { asked: 3 }, timers: {} };
    const state = new SavedState('c-1', () => ({ asked: 0, name: 'Ada' }), saved);

    expect(state.open().value).toEqual({ asked: 3, name: 'Ada' });
  });

  test.each([[[]], [['1']]])('with the clicks %j that is no JSON is refused with the place', async (clicks) => {
    const session = fresh().open();
    for (const click of clicks) session.keep(click);

    const error = await caught(() => session.changed({ asked: 1, name: [new Date(0)] }));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ issues: [{ path: 'session.name[0]' }] });
  });

  test.each([
    [[], new Map([['asked', 1]])],
    [['1'], new Map([['asked', 1]])],
    [[], [1]],
    [['1'], [1]],
    [[], null],
    [['1'], null],
    [[], 'asked'],
  ])('with the clicks %j that is %o is refused', async (clicks, value) => {
    const session = fresh().open();
    for (const click of clicks) session.keep(click);

    // What the type does not allow, as of an application in JavaScript.
    const error = await caught(() => session.changed(value as never));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ issues: [{ path: 'session' }] });
  });
});

test('An offer of a turn that was not committed is never taken for another one', () => {
  const state = new SavedState('c-1', () => ({}), undefined);
  const lost = state.open().keep('"lost"');
  const kept = state.open();
  const other = kept.keep('"other"');
  const session = kept.changed({});
  state.committed({ conversationId: 'c-1', session });
  expect(state.recall(lost)).toBeUndefined();
  expect(state.recall(other)).toBe('"other"');
});
