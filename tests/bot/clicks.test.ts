import { fc, it } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { actions, type StandardSchema } from '../../src/bot/index.js';
import { externalIdOf, readClick, type Action, type ClickReading, type Offer } from '../../src/bot/clicks.js';
import { SavedState } from '../../src/bot/saved-state.js';
import { ConfigurationError, ValidationError } from '../../src/index.js';
import { caught } from '../support/caught.js';

/** A schema as a library other than zod makes it. */
function schemaOf<Output>(
  validate: StandardSchema<unknown, Output>['~standard']['validate'],
): StandardSchema<unknown, Output> {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

const anything = schemaOf((value) => ({ value }));
const map = (...known: readonly Action<string, never, unknown>[]): ReadonlyMap<string, Action> =>
  new Map(known.map((action) => [action.actionName, action]));

/** Offers, and reads the click in another turn of the conversation. */
async function roundTrip(offer: Offer): Promise<{ readonly id: string; readonly reading: ClickReading | undefined }> {
  const state = new SavedState<object>('c-1', () => ({}), undefined);
  const session = state.open();
  const id = externalIdOf(offer, (json) => session.keep(json));
  const changed = session.changed(session.value);
  if (changed !== undefined) state.committed({ conversationId: 'c-1', session: changed });
  return { id, reading: await readClick(id, map(offer.action), (key) => state.recall(key)) };
}

describe('A click', () => {
  it.prop([fc.string({ unit: fc.constantFrom('a', 'Z', '9', '_', '-'), minLength: 1, maxLength: 24 }), fc.jsonValue()])(
    'has the data that were offered, short or long, in an id of at most 64 characters',
    async (name, data) => {
      const { [name]: action } = actions({ [name]: anything });
      if (action === undefined) throw new Error('There is no such action');

      const { id, reading } = await roundTrip(action('Title', data));

      expect(id.length).toBeLessThanOrEqual(64);
      expect(reading).toEqual({ kind: 'click', action, data: JSON.parse(JSON.stringify(data)) as unknown });
    },
  );

  test.each([
    [54, 'a:track:"'],
    [55, 'a:track:#'],
  ])('carries %i characters as %s', async (length, begin) => {
    const { track } = actions({ track: z.string() });
    const data = 'x'.repeat(length);

    const { id, reading } = await roundTrip(track('Track', data));

    expect(id.startsWith(begin)).toBe(true);
    expect(id.length).toBeLessThanOrEqual(64);
    expect(reading).toMatchObject({ data });
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('has an action called %s', async (name) => {
    const click = actions({ [name]: undefined });
    expect(Object.keys(click)).toEqual([name]);
    const { [name]: action } = click;
    if (action === undefined) throw new Error('There is no such action');

    expect((await roundTrip(action('Title'))).reading).toEqual({ kind: 'click', action, data: undefined });
    expect(await readClick(`a:${name}`, map(), () => undefined)).toMatchObject({ kind: 'unknown' });
    expect(await readClick(name, map(), () => undefined)).toBeUndefined();
  });

  test('has what the schema makes of the data', async () => {
    const { track } = actions({ track: z.object({ order: z.string().trim(), count: z.number().default(1) }) });

    expect((await roundTrip(track('Track', { order: ' 4711 ' }))).reading).toMatchObject({
      data: { order: '4711', count: 1 },
    });
  });

  test('may have optional data', async () => {
    const { page } = actions({ page: z.number().optional() });

    expect((await roundTrip(page('First', undefined))).reading).toMatchObject({ kind: 'click', data: undefined });
    expect((await roundTrip(page('Second', 2))).reading).toMatchObject({ kind: 'click', data: 2 });
  });

  test('waits for an asynchronous schema', async () => {
    const { track } = actions({ track: z.string().refine((order) => Promise.resolve(order === '4711')) });

    expect((await roundTrip(track('Track', '4711'))).reading).toMatchObject({ kind: 'click', data: '4711' });
    expect((await roundTrip(track('Track', '4712'))).reading).toMatchObject({ kind: 'unknown' });
  });

  test('of a plain id names an action without data', async () => {
    const { human, track } = actions({ human: undefined, track: z.string() });
    const known = map(human, track);

    expect(await readClick('human', known, () => undefined)).toEqual({ kind: 'click', action: human, data: undefined });
    expect(await readClick('track', known, () => undefined)).toBeUndefined();
    expect(await readClick('other', known, () => undefined)).toBeUndefined();
  });
});

describe('An unknown click', () => {
  const { track, human } = actions({ track: z.object({ order: z.string() }), human: undefined });

  test.each([
    ['of an action that is gone', 'a:old', 'no action is called "old"'],
    ['without a name', 'a:', 'no action is called ""'],
    ['with data that are no JSON', 'a:track:{', 'the data cannot be read: '],
    ['with no data after the name', 'a:track:', 'the data cannot be read: '],
    ['without data', 'a:track', 'the data do not fit: '],
    ['with other data', 'a:track:{"order":4}', 'the data do not fit: '],
    ['with data where there are none', 'a:human:1', 'action human has no data'],
    ['with data that are not kept any more', 'a:track:#1', 'the data of the click are not kept any more'],
  ])('is one %s', async (_, id, why) => {
    const reading = await readClick(id, map(track, human), () => undefined);

    expect(reading).toMatchObject({ kind: 'unknown' });
    expect(reading).toHaveProperty('why', expect.stringContaining(why));
  });

  test.each<[string, StandardSchema<unknown, unknown>]>([
    [
      'throws',
      schemaOf(() => {
        throw new Error('broken');
      }),
    ],
    ['rejects', schemaOf(() => Promise.reject(new Error('broken')))],
    [
      'throws no error',
      schemaOf(() => {
        // Applications in JavaScript throw anything.
        // oxlint-disable-next-line typescript/only-throw-error
        throw undefined;
      }),
    ],
    // What the type does not allow, as of a library in JavaScript.
    ['gives nothing', schemaOf(() => undefined as never)],
  ])('is one whose schema %s', async (_, schema) => {
    const { broken } = actions({ broken: schema });

    expect((await roundTrip(broken('Title', 1))).reading).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('the data cannot be read') as string,
    });
  });

  it.prop([
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('a:track:', 'a:human:', 'a:track', 'a:track:#', 'a:'), fc.string())
        .map((parts) => parts.join('')),
    ),
  ])('is never an exception', async (id) => {
    const state = new SavedState<object>('c-1', () => ({}), undefined);

    const reading = await readClick(id, map(track, human), (key) => state.recall(key));

    expect([undefined, 'click', 'unknown']).toContain(reading?.kind);
  });
});

describe('An offer', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = { cycle };

  test.each<[string, unknown, string]>([
    ['a date', { at: [new Date(0)] }, 'data.at[0]'],
    ['a function', { run: () => 1 }, 'data.run'],
    ['a BigInt', 1n, 'data'],
    ['no number', { 'a b': Number.NaN }, 'data["a b"]'],
    ['a hole', [1, undefined], 'data[1]'],
    ['itself', cycle, 'data.self.cycle'],
  ])('of data with %s is refused with the place', async (_, data, path) => {
    const { track } = actions({ track: anything });

    const error = await caught(() => externalIdOf(track('Track', data), () => '1'));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ direction: 'outgoing', issues: [{ path }] });
  });
});

describe('actions()', () => {
  test.each(['', 'a b', 'a:b', 'é', 'x'.repeat(25)])('refuses the name %j', async (name) => {
    const error = await caught(() => actions({ [name]: undefined }));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(`${JSON.stringify(name)} is no name`);
  });

  test.each<unknown>([null, {}, 'string', { '~standard': {} }])('refuses %o as a schema', async (schema) => {
    // What the type does not allow, as of an application in JavaScript.
    const error = await caught(() => actions({ track: schema as undefined }));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain('track has no Standard Schema');
  });
});
