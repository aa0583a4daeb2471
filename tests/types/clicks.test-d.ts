import { assertType, describe, expectTypeOf, it, test } from 'vitest';
import { z } from 'zod';
import { actions, type Bot, type Chat, type Offer, type StandardSchema } from '../../src/bot/index.js';

declare const bot: Bot;
declare const chat: Chat;
declare const handMade: StandardSchema<{ page: string }, { page: number }>;

const click = actions({
  track: z.object({ order: z.string().max(20), count: z.number().default(1) }),
  turn: handMade,
  jump: z.number().optional(),
  human: undefined,
});

describe('An offer', () => {
  it('has the data that the schema accepts', () => {
    expectTypeOf(click.track('Track', { order: '4711' })).toEqualTypeOf<Offer>();
    assertType(click.track('Track', { order: '4711', count: 2 }));
    assertType(click.turn('Next', { page: '2' }));
    assertType(click.jump('Jump', 2));
    assertType(click.jump('Jump', undefined));
  });

  it('has no misspelt, missing or other data', () => {
    // @ts-expect-error -- order
    assertType(click.track('Track', { ordr: '4711' }));
    // @ts-expect-error -- cuont
    assertType(click.track('Track', { order: '4711', cuont: 2 }));
    // @ts-expect-error -- a text
    assertType(click.track('Track', { order: 4711 }));
    // @ts-expect-error -- without data
    assertType(click.track('Track'));
    // @ts-expect-error -- what the schema accepts, not what it gives
    assertType(click.turn('Next', { page: 2 }));
  });

  it('has no data without a schema', () => {
    assertType(click.human('A person'));
    // @ts-expect-error -- without data
    assertType(click.human('A person', { order: '4711' }));
  });

  it('has data if the schema accepts any', () => {
    const { open, wide } = actions({ open: z.any(), wide: z.unknown() });
    assertType(open('Open', { page: 2 }));
    assertType(wide('Wide', { page: 2 }));
    bot.on(open, () => {});
    bot.on(wide, () => {});
  });

  it('is of an action that exists', () => {
    // @ts-expect-error -- human
    assertType(click.humna);
    // @ts-expect-error -- no schema
    assertType(actions({ track: { order: 'string' } }));
  });

  it('stands in a reply', () => {
    assertType(chat.reply('Hello', { quickReplies: [click.human('A person'), click.track('Track', { order: '1' })] }));
    // @ts-expect-error -- an action is no offer
    assertType(chat.reply('Hello', { quickReplies: [click.human] }));
  });
});

describe('A click', () => {
  test('has the data that the schema gives', () => {
    bot.on(click.track, (_, turn) => expectTypeOf(turn.data).toEqualTypeOf<{ order: string; count: number }>());
    bot.on(click.turn, (_, { data }) => expectTypeOf(data).toEqualTypeOf<{ page: number }>());
    bot.on(click.jump, (_, { data }) => expectTypeOf(data).toEqualTypeOf<number | undefined>());
    bot.on(click.human, (_, { data }) => expectTypeOf(data).toEqualTypeOf<undefined>());
  });

  test('has no misspelt data', () => {
    // @ts-expect-error -- order
    assertType(bot.on(click.track, (one, { data }) => one.reply(data.ordr)));
    // @ts-expect-error -- a number
    assertType(bot.on(click.track, (one, { data }) => one.reply(data.count)));
    // @ts-expect-error -- no data
    assertType(bot.on(click.human, (one, { data }) => one.reply(data.order)));
  });
});
