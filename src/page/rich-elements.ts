/** What a bot sends may have any shape, so that nothing is taken for granted. */
export type Fields = Readonly<Record<string, unknown>>;

/** Elements of one card that the page shows. */
const MAX_LEAVES = 100;

/** The members of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export function elementsOf({ elements }: Fields): readonly Fields[] {
  return Array.isArray(elements) ? elements.map(fieldsOf) : [];
}

/** The first elements without elements of their own, in the order in which they are shown. */
export function leavesOf(content: Fields): readonly Fields[] {
  const leaves: Fields[] = [];
  const stack: Fields[] = [content];
  while (leaves.length < MAX_LEAVES) {
    const next = stack.pop();
    if (next === undefined) break;
    if (Array.isArray(next['elements'])) stack.push(...elementsOf(next).toReversed());
    else leaves.push(next);
  }
  return leaves;
}

/** What a reader sees of an element; `''` if it has no text. */
export function textOf({ title, text, caption, tooltip }: Fields): string {
  const shown = title ?? text ?? caption ?? tooltip;
  return typeof shown === 'string' ? shown : '';
}

export function isPicture({ type }: Fields): boolean {
  return type === 'image' || type === 'map';
}

export function isButton({ type }: Fields): boolean {
  return type === 'button' || type === 'submitButton';
}

export function isClickable({ click }: Fields): boolean {
  return typeof click === 'object' && click !== null;
}

/** The name of a card: its first text, or else the first of its other elements. */
export function headingOf(leaves: readonly Fields[]): string {
  const heading = leaves.find(({ type }) => type === 'text') ?? leaves.find((leaf) => textOf(leaf) !== '') ?? {};
  return textOf(heading);
}

/** The first link of a click, if a browser may open it. */
export function linkOf({ click }: Fields): string | undefined {
  const { actions } = fieldsOf(click);
  for (const { type, uri } of Array.isArray(actions) ? actions.map(fieldsOf) : []) {
    if (type === 'link' && typeof uri === 'string' && URL.canParse(uri) && /^https?:$/.test(new URL(uri).protocol)) {
      return uri;
    }
  }
  return undefined;
}
