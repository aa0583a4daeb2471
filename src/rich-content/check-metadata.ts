import { membersOf } from '../protocol/schemas.js';
import { cardsFor } from './check-card.js';
import { listOf } from './check-element.js';
import type { BubbleLimits } from './limits.js';
import type { Problems } from './problems.js';

/** Checks the metadata that the message of a card needs. */
export function checkMetadata(problems: Problems, content: unknown, metadata: unknown): void {
  const items = listOf(metadata).map(membersOf);
  problems.limit(['metadata'], 'metadata of a message', problems.limits.elements.messageMetadata, items.length);
  const { metadata: needed = [], bubbles } = cardsFor(problems, content)[0] ?? {};
  for (const types of needed) {
    const count = items.filter(({ type }) => types.some((one: string) => one === type)).length;
    if (count !== 1) problems.add(['metadata'], `this card needs one ${types.join(' or ')}, but this has ${count}`);
  }
  for (const [index, item] of items.entries()) {
    if (bubbles !== undefined && item['type'] === 'BusinessChatMessage') checkBubbles(problems, item, index, bubbles);
  }
}

function checkBubbles(
  problems: Problems,
  item: Readonly<Record<string, unknown>>,
  index: number,
  bubbles: BubbleLimits,
): void {
  const { receivedMessage, replyMessage } = item;
  const at = ['metadata', index];
  if (receivedMessage === undefined) problems.add([...at, 'receivedMessage'], 'this card needs a receivedMessage');
  const received = membersOf(receivedMessage);
  const reply = membersOf(replyMessage);
  problems.length([...at, 'receivedMessage.title'], 'a title', bubbles.receivedTitle, received['title']);
  problems.length([...at, 'receivedMessage.subtitle'], 'a subtitle', bubbles.receivedSubtitle, received['subtitle']);
  problems.length([...at, 'replyMessage.title'], 'a title', bubbles.replyTitle, reply['title']);
  problems.length([...at, 'replyMessage.subtitle'], 'a subtitle', bubbles.replySubtitle, reply['subtitle']);
}
