import { membersOf } from '../protocol/schemas.js';
import type { QuickReplies, RichContent } from '../protocol/registry.js';
import type { RichMessage } from './card.js';
import { listOf } from './check-element.js';

/**
 * A content as plain text, for a channel that does not show it: texts and captions line by line; buttons and quick replies
 * as `- Title`, with the address or the place that they open. Cards of a carousel stand apart.
 *
 * ```ts
 * asText(card({ title: 'Coffee', subtitle: '250 g', buttons: { buy: 'Buy' } })); // Coffee\n250 g\n- Buy
 * ```
 *
 * What a button without a link publishes, the consumer types: `bot.hears` must know the words.
 */
export function asText(content: RichContent | QuickReplies | RichMessage): string {
  const { content: inner, quickReplies } = membersOf(content);
  return linesOf(inner ?? content)
    .concat(linesOf(quickReplies))
    .join('\n');
}

function linesOf(element: unknown): readonly string[] {
  const members = membersOf(element);
  const { type, text, title, subtitle, caption, alt, elements, replies } = members;
  switch (type) {
    case 'button':
      return [`- ${[title, subtitle, ...targetsOf(members['click'])].filter(isText).join(': ')}`];
    case 'submitButton':
      // The consumer of a text types the choice instead.
      return [];
    case 'checkbox':
      return [`- ${String(text)}`];
    case 'image':
      return [caption ?? alt, ...targetsOf(members['click'])].filter(isText);
    case 'map':
      return [`${String(members['la'])}, ${String(members['lo'])}`];
    case 'linkPreview':
      return [title, members['url']].filter(isText);
    case 'template':
      return [title, ...listOf(members['resp']).map((one) => `- ${String(one)}`)].filter(isText);
    case 'keyValuePairList':
      return listOf(elements)
        .map(membersOf)
        .map(({ key, value }) => [key, value].filter(isText).join(': '));
    case 'carousel':
    case 'carouselSelect':
    case 'accordionSelect':
      return listOf(elements).flatMap((one, index) => (index === 0 ? linesOf(one) : ['', ...linesOf(one)]));
    default:
      return [...(isText(text) ? [text] : []), ...[...listOf(elements), ...listOf(replies)].flatMap(linesOf)];
  }
}

/** What a click opens. */
function targetsOf(click: unknown): readonly string[] {
  return listOf(membersOf(click)['actions'])
    .map(membersOf)
    .flatMap(({ type, uri, la, lo }) => {
      if (type === 'link') return [String(uri)];
      return type === 'navigate' ? [`${String(la)}, ${String(lo)}`] : [];
    });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
