import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CommandName, CommandRefusal, CommandInput, CommandResult } from '../inspector/command-contract.js';
import { UsageError } from './usage-error.js';

const text = z.string().min(1);
const skillId = z.union([text, z.int().transform(String)], 'expected a text or a whole number');

const schema = z.strictObject({
  skills: z.array(z.strictObject({ id: skillId, name: text })).default([]),
  bot: z
    .strictObject({
      username: text.default('bot'),
      nickName: text.optional(),
      skills: z.array(skillId).default(['bot']),
    })
    .prefault({}),
  humans: z.array(z.strictObject({ name: text, skills: z.array(skillId).optional() })).default([]),
  consumers: z
    .array(
      z.strictObject({
        name: text,
        profile: z
          .strictObject({
            lastName: text.optional(),
            nickName: text.optional(),
            email: text.optional(),
            mobileNum: text.optional(),
            customerId: text.optional(),
          })
          .optional(),
        conversations: z.array(z.strictObject({ skill: skillId.optional(), says: z.array(text) })).default([]),
      }),
    )
    .default([]),
});

/** What is on the platform when the command has started: docs/desk.md. */
export type Seed = z.output<typeof schema>;

export const NO_SEED: Seed = schema.parse({});

/** @throws {UsageError} The file cannot be read, or is no seed; the message names each place. */
export function readSeed(file: string): Seed {
  const parsed = schema.safeParse(jsonOf(file));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'the document'}: ${message}`);
  throw new UsageError(`The seed ${file} does not fit (docs/desk.md describes it):\n${issues.join('\n')}`);
}

/**
 * Adds the persons and their conversations by the API of the page.
 *
 * @param address Of the page, with its token.
 * @throws {UsageError} The platform refuses, e.g. a skill that the account does not have.
 */
export async function plant({ humans, consumers }: Seed, address: string): Promise<void> {
  for (const human of humans) await send(address, 'addHuman', human);
  for (const { conversations, name, profile } of consumers) {
    const { consumerId } = await send(address, 'addConsumer', { name, profile });
    for (const { skill, says } of conversations) {
      const { conversationId } = await send(address, 'startConversation', { consumerId, skill });
      for (const said of says) await send(address, 'say', { consumerId, conversationId, text: said });
    }
  }
}

async function send<Name extends CommandName>(
  address: string,
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandResult<Name>> {
  const url = new URL(address);
  url.pathname = `/inspector/${name}`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
  // The API of this very package: its contract says what it answers.
  if (response.ok) return (await response.json()) as CommandResult<Name>;
  const { error } = (await response.json()) as CommandRefusal;
  throw new UsageError(`The seed cannot be put on the platform: ${error}`);
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`The seed ${file} cannot be read: ${(error as Error).message}`);
  }
}
