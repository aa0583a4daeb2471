import { ValidationError, type ValidationIssue } from '../errors.js';
import { fits, misfit } from '../protocol/checking.js';
import { metadataSchema, type QuickReplies, type RichContent } from '../protocol/registry.js';
import { quickReplies as quickRepliesSchema, richContent } from '../protocol/rich-content.js';
import { membersOf } from '../protocol/schemas.js';
import type { RichMessage } from './card.js';
import { checkCards } from './check-card.js';
import { checkElement, checkReplies } from './check-element.js';
import { checkMetadata } from './check-metadata.js';
import { limits, type Channel } from './limits.js';
import { Problems } from './problems.js';

/** Options of `check`. */
export interface CheckOptions {
  /** Times of a time picker must be later. Default: now. */
  readonly now?: Date | undefined;
}

/**
 * Checks that a channel can show a content: the protocol's own schema, the forms of its cards, and its limits. Without
 * `metadata`, a message is checked as content alone.
 *
 * ```ts
 * check(card({ title: 'Coffee', buttons: { buy: 'Buy' } }, 'whatsapp'), 'whatsapp');
 * check(listPicker({ … }), 'apple');
 * ```
 *
 * Hosts of images, sizes of image files, and what the account allows are known to the platform alone.
 *
 * @throws {ValidationError} Every issue: its place, the channel, the limit and the value.
 */
export function check(
  content: RichContent | QuickReplies | RichMessage,
  channel: Channel,
  { now = new Date() }: CheckOptions = {},
): void {
  const operation = `Rich content for ${channel}`;
  if (!Object.hasOwn(limits, channel)) {
    const known = Object.keys(limits).join(', ');
    throw new ValidationError(operation, 'outgoing', [
      { path: 'channel', message: `${String(channel)} is no channel: expected ${known}` },
    ]);
  }
  const problems = new Problems(channel);
  const message = messageOf(content);
  const issues: ValidationIssue[] = [];
  if (message.content !== undefined) {
    const { value, path } = message.content;
    issues.push(...schemaIssues(richContent(), value, path));
    checkElement(problems, value, path);
    checkCards(problems, value, path, now);
    checkBytes(problems, value, path);
  }
  if (message.quickReplies !== undefined) {
    const { value, path } = message.quickReplies;
    issues.push(...schemaIssues(quickRepliesSchema(), value, path));
    checkReplies(problems, value, path);
  }
  if (message.metadata !== undefined) {
    issues.push(...schemaIssues(metadataSchema(), message.metadata, ['metadata']));
    checkMetadata(problems, message.content?.value, message.metadata);
  }
  // The channel's limit says more than the wider one of the schema at the same place.
  const found = problems.issues;
  const all = [...found, ...issues.filter(({ path }) => !found.some((one) => one.path === path))];
  if (all.length > 0) throw new ValidationError(operation, 'outgoing', all);

  function schemaIssues(
    schema: Parameters<typeof misfit>[0],
    value: unknown,
    path: readonly string[],
  ): readonly ValidationIssue[] {
    if (fits(schema, value)) return [];
    return misfit(schema, value, operation, 'outgoing').issues.map((issue) => ({
      path: [...path, ...(issue.path === '' ? [] : [issue.path])].join('.'),
      message: `${channel}: ${issue.message}`,
    }));
  }
}

interface Part {
  readonly value: unknown;
  readonly path: readonly string[];
}

interface Parts {
  readonly content?: Part;
  readonly quickReplies?: Part;
  readonly metadata?: unknown;
}

/** The parts of what `check` is given, with their paths in it. */
function messageOf(given: unknown): Parts {
  const members = membersOf(given);
  const { content, quickReplies, metadata } = members;
  if (!('content' in members)) {
    const part = { value: given, path: [] };
    return members['type'] === 'quickReplies' ? { quickReplies: part } : { content: part };
  }
  return {
    content: { value: content, path: ['content'] },
    ...(quickReplies !== undefined && { quickReplies: { value: quickReplies, path: ['quickReplies'] } }),
    ...(metadata !== undefined && { metadata }),
  };
}

function checkBytes(problems: Problems, content: unknown, path: readonly string[]): void {
  const { bytes } = problems.limits.elements;
  if (bytes === undefined) return;
  problems.limit(path, 'bytes of a content', bytes, Buffer.byteLength(JSON.stringify(content) ?? ''));
}
