import { describe, expect, it } from 'vitest';
import { Simulator, type AnswerContext } from '../../src/simulator/index.js';
import { sdkFailureOf } from '../support/agents.js';
import { accepted, textsOf, world, type World } from './world.js';

type Echo = 'eventId' | 'metadata' | 'neither';

/** The platform publishes, its response is lost, and its histories contain what this kind of platform returns. */
function losesResponses(
  { simulator }: World,
  echo: Echo,
  { times, isPublished }: { readonly times: number; readonly isPublished: boolean },
): void {
  simulator.answer(
    'publishEvent',
    (_, context: AnswerContext) => {
      if (isPublished) context.proceed();
      simulator.dropSockets();
      return Simulator.SILENCE;
    },
    { times },
  );
  simulator.answer('subscribeMessagingEvents', (_, context) => {
    const events = context.proceed() as readonly { eventId?: string; metadata?: unknown }[];
    return events.map(({ eventId, metadata, ...event }) => ({
      ...event,
      ...(echo === 'eventId' && { eventId }),
      ...(echo === 'metadata' && { metadata }),
    }));
  });
}

describe('a reply with an idempotencyKey whose response is lost', () => {
  it.each(['eventId', 'metadata'] as const)(
    'is found in the history by its %s, and not published again',
    async (echo) => {
      const here = await world();
      const { conversation } = await accepted(here);
      losesResponses(here, echo, { times: 1, isPublished: true });

      const { sequence } = await conversation.reply('Your card', { idempotencyKey: 'card 1' });

      expect(sequence).toBe(0);
      expect(textsOf(here, conversation)).toEqual(['Your card']);
    },
  );

  it.each(['eventId', 'metadata', 'neither'] as const)(
    'is published again where the history does not have it (%s)',
    async (echo) => {
      const here = await world();
      const { conversation } = await accepted(here);
      losesResponses(here, echo, { times: 1, isPublished: false });

      await conversation.reply('Your card', { idempotencyKey: 'card 1' });

      expect(textsOf(here, conversation)).toEqual(['Your card']);
    },
  );

  it('rejects with an unknown delivery where the platform returns neither, and says so', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    losesResponses(here, 'neither', { times: 1, isPublished: true });

    const error = await sdkFailureOf(conversation.reply('Your card', { idempotencyKey: 'card 1' }));

    expect(error).toMatchObject({ code: 'UNKNOWN_DELIVERY', delivery: 'unknown' });
    expect(error.message).toMatch(/neither the eventId nor the metadata/);
    expect(textsOf(here, conversation)).toEqual(['Your card']);
  });

  it('is not taken for an equal text with another key', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    await conversation.reply('Yes', { idempotencyKey: 'one' });
    losesResponses(here, 'eventId', { times: 1, isPublished: false });

    await conversation.reply('Yes', { idempotencyKey: 'two' });

    expect(textsOf(here, conversation)).toEqual(['Yes', 'Yes']);
  });

  it.each([['', 'x'.repeat(65)].flat()])('is refused with the key %j', async (idempotencyKey) => {
    const here = await world();
    const { conversation } = await accepted(here);

    expect(await sdkFailureOf(conversation.reply('x', { idempotencyKey }))).toMatchObject({ code: 'VALIDATION' });
  });
});

describe('a reply without a key whose response is lost', () => {
  it('rejects with an unknown delivery, and is not published again', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    losesResponses(here, 'eventId', { times: 1, isPublished: true });

    expect(await sdkFailureOf(conversation.reply('Once'))).toMatchObject({ delivery: 'unknown' });
    expect(textsOf(here, conversation)).toEqual(['Once']);
  });
});
