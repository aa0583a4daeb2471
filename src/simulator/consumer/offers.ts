/** Something a consumer can click: a quick reply, or an element of rich content. */
export interface Offer {
  readonly title: string;
  /** Metadata of the click, which comes back with it. */
  readonly metadata: readonly unknown[];
  /** What clicking says in the consumer's name. */
  readonly texts: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What an event offers, in the order in which it is shown. */
export function offersOf(event: Fields): readonly Offer[] {
  const replies = fieldsOf(event['quickReplies'])['replies'];
  return [...elementsIn(event['content']), ...listOf(replies)].flatMap((element) => {
    const title = element['title'] ?? element['text'] ?? element['caption'] ?? element['tooltip'];
    const click = element['click'];
    if (typeof title !== 'string' || typeof click !== 'object' || click === null) return [];
    const { metadata, actions } = click as Fields; // An object, as was just checked.
    return [{ title, metadata: Array.isArray(metadata) ? metadata : [], texts: listOf(actions).flatMap(textOf) }];
  });
}

/** All that a person would read in an event. */
export function textIn(event: Fields): string {
  const { message } = event;
  if (typeof message === 'string') return message;
  const file = fieldsOf(message);
  if (typeof file['caption'] === 'string') return file['caption'];
  const texts = elementsIn(event['content']).flatMap(({ text, title, caption }) => text ?? title ?? caption ?? []);
  return texts.filter((text) => typeof text === 'string').join('\n');
}

/** An element and those in it, depth first. */
function elementsIn(content: unknown): readonly Fields[] {
  const found: Fields[] = [];
  const waiting: unknown[] = [content];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    const element = next as Fields; // An object, as was just checked.
    found.push(element);
    waiting.push(...listOf(element['elements']).toReversed());
  }
  return found;
}

function textOf({ type, text, publishText }: Fields): readonly string[] {
  if (type === 'publishText' && typeof text === 'string') return [text];
  return type === 'checked' && typeof publishText === 'string' ? [publishText] : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
