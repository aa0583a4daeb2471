import { membersOf } from '../protocol/schemas.js';
import { listOf } from './check-element.js';
import type { CardForm, CardLimits, Bounds, TextSlot } from './limits.js';
import type { Path, Problems } from './problems.js';

/** An element and its place in what is checked. */
export interface PlacedElement {
  readonly element: unknown;
  readonly path: Path;
}

const TEXT_SLOTS: ReadonlySet<unknown> = new Set<TextSlot>(['title', 'subtitle', 'header', 'body', 'footer']);

export function elementsAt(container: unknown, path: Path): readonly PlacedElement[] {
  const elements = listOf(membersOf(container)['elements']);
  return elements.map((element, index) => ({ element, path: [...path, 'elements', index] }));
}

/** What the elements are for, by type and tag. */
export function namesOf(elements: readonly unknown[]): readonly string[] {
  return elements.map((element) => {
    const { type, tag } = membersOf(element);
    return type === 'text' && TEXT_SLOTS.has(tag) ? String(tag) : String(type);
  });
}

/** The form that the elements have, with a number of buttons that it allows. */
export function formOf(
  forms: readonly CardForm[],
  names: readonly string[],
  inCarousel: boolean,
): CardForm | undefined {
  const { slots, count } = splitAt(names);
  return forms.find((form) => {
    const range = rangeOf(form, inCarousel);
    return range !== null && isSame(form.slots, slots) && count >= range[0] && count <= range[1];
  });
}

/** Checks the elements of a card: their order, their texts, and how many buttons there are. */
export function checkForm(
  problems: Problems,
  placed: readonly PlacedElement[],
  path: Path,
  card: CardLimits,
  inCarousel: boolean,
): void {
  const names = namesOf(placed.map(({ element }) => element));
  if (card.elements === undefined) checkOrder(problems, names, path, card.forms, inCarousel);
  else checkFreeOrder(problems, names, path, card.elements);
  const { slots } = splitAt(names);
  const lengths = { ...card.lengths, ...card.forms.find((form) => isSame(form.slots, slots))?.lengths };
  let together = 0;
  for (const [index, { element, path: at }] of placed.entries()) {
    const { type, text } = membersOf(element);
    if (type !== 'text' || typeof text !== 'string') continue;
    const name = names[index];
    // The names of texts are slots.
    problems.length([...at, 'text'], `a ${name}`, lengths[name as TextSlot], text);
    if (name !== 'footer') together += text.length;
  }
  problems.limit(path, 'characters of title and subtitle together', card.together, together);
}

/** Checks that elements are in one of the orders that the channel reads. */
export function checkOrder(
  problems: Problems,
  names: readonly string[],
  path: Path,
  forms: readonly CardForm[],
  inCarousel: boolean,
): void {
  const { slots, count, isButtonsLast } = splitAt(names);
  const allowed = forms.filter((form) => rangeOf(form, inCarousel) !== null);
  const form = allowed.find((one) => isSame(one.slots, slots));
  const range = form === undefined ? null : rangeOf(form, inCarousel);
  if (range === null || !isButtonsLast) {
    const list = allowed.map((one) => [...one.slots, ...buttonsOf(rangeOf(one, inCarousel))].join(', '));
    const found = names.join(', ') || 'no elements';
    problems.add([...path, 'elements'], `expected one of (${list.join('), (')}), but this has (${found})`);
    return;
  }
  const [min, max] = range;
  if (count >= min && count <= max) return;
  const place = [...path, 'elements'];
  problems.add(place, `${min === max ? min : `${min} to ${max}`} buttons here, but this has ${count}`);
}

function checkFreeOrder(problems: Problems, names: readonly string[], path: Path, max: number): void {
  problems.limit([...path, 'elements'], 'elements of a card', max, names.length);
  const known = ['image', 'title', 'subtitle', 'text', 'button'];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    problems.add([...path, 'elements'], `elements are ${known.join(', ')}, but this has ${unknown}`);
  }
  if (!names.includes('image') && !names.includes('title')) {
    problems.add([...path, 'elements'], 'a card has an image or a title, but this has neither');
  }
}

function splitAt(names: readonly string[]) {
  const first = names.indexOf('button');
  const end = first === -1 ? names.length : first;
  const rest = names.slice(end);
  return { slots: names.slice(0, end), count: rest.length, isButtonsLast: rest.every((name) => name === 'button') };
}

function rangeOf({ buttons, buttonsInCarousel }: CardForm, inCarousel: boolean): Bounds | null {
  return inCarousel && buttonsInCarousel !== undefined ? buttonsInCarousel : buttons;
}

function buttonsOf(range: Bounds | null): readonly string[] {
  if (range === null || range[1] === 0) return [];
  const [min, max] = range;
  return [`${min === max ? min : `${min} to ${max}`} buttons`];
}

function isSame(slots: readonly string[], names: readonly string[]): boolean {
  return slots.length === names.length && slots.every((slot, index) => slot === names[index]);
}
