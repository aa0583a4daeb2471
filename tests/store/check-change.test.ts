import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError, ValidationError } from '../../src/errors.js';
import { checkChange } from '../../src/store/check-change.js';
import { FileStore } from '../../src/store/file-store.js';
import { MemoryStore } from '../../src/store/memory-store.js';
import type { Change } from '../../src/store/store.js';
import { caught } from '../support/caught.js';
import { savedIn } from './saved-in.js';

/** Every problem of a session, as text. */
function problemsOf(session: unknown): readonly string[] {
  return issuesOf({ conversationId: 'c1', session });
}

function issuesOf(change: unknown, agent = 'bot'): readonly string[] {
  try {
    // As a JavaScript program can call it.
    checkChange(agent, change as Change);
  } catch (error) {
    if (error instanceof ValidationError) return error.issues.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const cyclic: { self?: unknown } = {};
cyclic.self = { list: [cyclic] };

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

describe('what JSON cannot keep', () => {
  it.each([
    ['a function', { cart: [1, 2, { price: () => 1 }] }, 'session.cart[2].price: a function is no JSON'],
    ['a BigInt', { 'order number': 1n }, 'session["order number"]: a BigInt is no JSON'],
    ['a symbol', Symbol('x'), 'session: a symbol is no JSON'],
    ['undefined in an array', { list: [1, undefined] }, 'session.list[1]: undefined is no JSON'],
    ['a hole in an array', Object.assign([], { 1: 1 }), 'session[0]: undefined is no JSON'],
    ['NaN', { price: Number.NaN }, 'session.price: NaN is no JSON'],
    ['Infinity', [Infinity], 'session[0]: Infinity is no JSON'],
    ['a cycle', { a: cyclic }, 'session.a.self.list[0]: the object contains itself'],
    [
      'a Date',
      { at: new Date(0) },
      'session.at: an object of class Date would come back as another value: keep its data instead',
    ],
    [
      'a Map',
      new Map([[1, 2]]),
      'session: an object of class Map would come back as another value: keep its data instead',
    ],
    [
      'a Buffer',
      [Buffer.from('x')],
      'session[0]: an object of class Buffer would come back as another value: keep its data instead',
    ],
    [
      'an instance',
      new (class Cart {})(),
      'session: an object of class Cart would come back as another value: keep its data instead',
    ],
    ['an abyss', nested(501), `session${'[0]'.repeat(500)}: nested deeper than 500 levels`],
  ])('is found, with the place: %s', (_, session, problem) => {
    expect(problemsOf(session)).toEqual([problem]);
  });

  it('is found in the flow as well, and every place is named, up to ten', () => {
    const many = Array.from({ length: 30 }, () => 1n);

    expect(issuesOf({ conversationId: 'c1', session: [1n, 2n], flow: { answer: 3n } })).toEqual(
      ['session[0]', 'session[1]', 'flow.answer'].map((path) => `${path}: a BigInt is no JSON`),
    );
    expect(problemsOf(many)).toHaveLength(10);
  });

  it('is not what an object holds twice, a member that is undefined, or an object of another realm', () => {
    const shared = { price: 1 };
    const foreign: unknown = runInNewContext('({ list: [{ a: 1 }] })');

    expect(problemsOf({ first: shared, second: [shared, shared], third: undefined })).toEqual([]);
    expect(problemsOf(foreign)).toEqual([]);
    expect(problemsOf(Object.assign(Object.create(null), { a: 1 }))).toEqual([]);
    expect(problemsOf(nested(500))).toEqual([]);
  });
});

describe('the other parts of a change', () => {
  it.each([
    [undefined, [': expected an object']],
    [{}, ['conversationId: expected a non-empty string']],
    [{ conversationId: 'c1', removed: false }, ['removed: expected true, or no such member']],
    [{ conversationId: 'c1', positions: [1] }, ['positions: expected a plain object, got an array']],
    [{ conversationId: 'c1', timers: null }, ['timers: expected a plain object, got null']],
    [{ conversationId: 'c1', postions: { main: 1 } }, ['postions: no member of a change has this name']],
    [{ conversationId: 'c1', removed: true, session: { a: 1 } }, ['session: a removal has no other members']],
    [{ conversationId: 'c1', removed: true, session: undefined }, []],
    [
      { conversationId: 'c1', positions: { main: -1, survey: null, 'a b': 1 } },
      [
        'positions.main: expected a whole number from 0, got -1',
        'positions.survey: expected a whole number from 0, got null',
      ],
    ],
    [
      { conversationId: 'c1', timers: { a: null, b: new Date(0), c: Number.NaN } },
      [
        'timers.b: expected milliseconds since 1970, or null, got an object of class Date',
        'timers.c: expected milliseconds since 1970, or null, got NaN',
      ],
    ],
    [{ conversationId: 'c1', positions: {}, timers: { a: 1.5 }, session: null, flow: undefined }, []],
  ])('are checked: %j', (change, issues) => {
    expect(issuesOf(change)).toEqual(issues);
  });

  it.each([
    ['a Map', new Map([['main', 1]]), 'an object of class Map'],
    ['a Date', new Date(0), 'an object of class Date'],
    ['an instance', Object.assign(new (class Positions {})(), { main: 1 }), 'an object of class Positions'],
  ])('are lost as %s, and therefore refused', (_, members, kind) => {
    expect(issuesOf({ conversationId: 'c1', positions: members, timers: members })).toEqual(
      ['positions', 'timers'].map((name) => `${name}: expected a plain object, got ${kind}`),
    );
  });

  it('are refused in a removal, a BigInt included', () => {
    expect(issuesOf({ conversationId: 'c1', removed: true, session: 5n })).toEqual([
      'session: a removal has no other members',
    ]);
  });

  it('are read as plain objects of another realm, too', () => {
    expect(issuesOf(runInNewContext("({ conversationId: 'c1', positions: { main: 1 }, timers: {} })"))).toEqual([]);
  });

  it('and the agent', () => {
    expect(issuesOf({ conversationId: 'c1' }, '')).toEqual(['agent: expected a non-empty string']);
  });
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe.each([
  ['in memory', () => new MemoryStore()],
  ['in a file', () => new FileStore(join(folder, 'bot.jsonl'))],
] as const satisfies readonly (readonly [string, () => FileStore | MemoryStore])[])('a store %s', (_, make) => {
  it('refuses a session that is no JSON, names the place, and writes nothing', async () => {
    const store = make();
    await store.commit('bot', { conversationId: 'c1', positions: { main: 1 }, session: 1 });

    const session = { cart: [{}, {}, { price: 1n }] };
    const error = await caught(store.commit('bot', { conversationId: 'c1', positions: { main: 2 }, session }));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      message:
        'The commit of conversation c1 was not written, its body does not fit: session.cart[2].price: a BigInt is no JSON',
      service: 'store',
      delivery: 'not-sent',
      issues: [{ path: 'session.cart[2].price', message: 'a BigInt is no JSON' }],
    });
    expect(await savedIn(store)).toEqual([{ conversationId: 'c1', positions: { main: 1 }, session: 1, timers: {} }]);
    if (store instanceof FileStore) store[Symbol.dispose]();
  });

  it.each([
    [undefined, 5, 'undefined is not the key of a dialog: expected a non-empty string'],
    ['', 5, '"" is not the key of a dialog: expected a non-empty string'],
    ['d', 'x', '"x" is not a position: expected a whole number from 0'],
    ['d', -1, '-1 is not a position: expected a whole number from 0'],
    ['d', 1n, 'a BigInt is not a position: expected a whole number from 0'],
  ])('refuses the position of dialog %j that is %s, and keeps nothing', async (dialogId, sequence, message) => {
    const store = make();

    // As a JavaScript program can call it.
    const error = await caught(async () => store.set(dialogId as string, sequence as number));

    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'STORE_POSITION', message, delivery: 'not-sent' });
    expect([...(await store.dialogs())]).toEqual([]);
    if (store instanceof FileStore) store[Symbol.dispose]();
  });
});
