/** A quick reply or an element of rich content that a consumer can click. */
export interface ClickableElement {
  readonly title: string;
  /** Metadata of the element, sent with the click. */
  readonly metadata: readonly unknown[];
  /** Texts that a click publishes as the consumer. */
  readonly texts: readonly string[];
}

type ElementFields = Readonly<Record<string, unknown>>;

/** The clickable elements of an event, in display order. */
export function clickablesIn(event: ElementFields): readonly ClickableElement[] {
  const replies = fieldsOf(event['quickReplies'])['replies'];
  return [...elementsIn(event['content']), ...listOf(replies)].flatMap((element) => {
    const title = element['title'] ?? element['text'] ?? element['caption'] ?? element['tooltip'];
    const click = element['click'];
    if (typeof title !== 'string' || typeof click !== 'object' || click === null) return [];
    // An object, as checked above.
    const { metadata, actions } = click as ElementFields;
    return [{ title, metadata: Array.isArray(metadata) ? metadata : [], texts: listOf(actions).flatMap(textOf) }];
  });
}

/** The texts that a person would read in an event. */
export function textIn(event: ElementFields): string {
  const { message } = event;
  if (typeof message === 'string') return message;
  const file = fieldsOf(message);
  if (typeof file['caption'] === 'string') return file['caption'];
  const texts = elementsIn(event['content']).flatMap(({ text, title, caption }) => text ?? title ?? caption ?? []);
  return texts.filter((text) => typeof text === 'string').join('\n');
}

/** An element and its descendants, depth first. */
function elementsIn(content: unknown): readonly ElementFields[] {
  const found: ElementFields[] = [];
  const stack: unknown[] = [content];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next !== 'object' || next === null) continue;
    // An object, as checked above.
    const element = next as ElementFields;
    found.push(element);
    stack.push(...listOf(element['elements']).toReversed());
  }
  return found;
}

function textOf({ type, text, publishText }: ElementFields): readonly string[] {
  if (type === 'publishText' && typeof text === 'string') return [text];
  return type === 'checked' && typeof publishText === 'string' ? [publishText] : [];
}

function fieldsOf(value: unknown): ElementFields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly ElementFields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
