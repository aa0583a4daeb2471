import { membersOf } from '../protocol/schemas.js';
import { listOf } from './check-element.js';
import { checkEntries, checkRows, checkTimes } from './check-lists.js';
import { elementsAt, formOf, namesOf, checkForm, type PlacedElement } from './check-form.js';
import type { CardForm, CardLimits } from './limits.js';
import type { Path, Problems } from './problems.js';

/** Checks the root of a content: a card or a carousel of cards that the channel shows. */
export function checkCards(problems: Problems, content: unknown, path: Path, now: Date): void {
  const { cards, elements, needsAlt } = problems.limits;
  const { type, alt, elements: children } = membersOf(content);
  const isCarousel = type === 'carousel';
  if (isCarousel) {
    problems.limit([...path, 'elements'], 'cards of a carousel', elements.carousel, listOf(children).length);
  }
  if (cards === 'any') return;
  if (cards.length === 0) {
    problems.add(path, 'no cards are shown; asText() makes a text of this one');
    return;
  }
  if (needsAlt && (typeof alt !== 'string' || alt === '')) {
    problems.add([...path, 'alt'], 'a text of at least 1 character is needed, but this has none');
  }
  if (!isCarousel) {
    checkCard(problems, content, path, now, false);
  } else if (elements.carousel === undefined) {
    problems.add([...path, 'type'], 'no carousels are shown; send the cards one by one');
  } else {
    for (const [index, one] of listOf(children).entries()) {
      checkCard(problems, one, [...path, 'elements', index], now, true);
    }
  }
}

/** The kinds of card that a root may be by its tag, the one that fits best first. */
export function cardsFor({ limits: { cards } }: Problems, root: unknown, inCarousel = false): readonly CardLimits[] {
  const { tag } = membersOf(root);
  const known = cards === 'any' ? [] : cards.filter((one) => one.tag === tag);
  if (known.length < 2) return known;
  // WhatsApp alone has two kinds with one tag, told apart by their elements.
  const rank = (one: CardLimits): number => {
    const names = namesOf(listOf(membersOf(root)['elements']));
    if (formOf(one.forms, names, inCarousel) !== undefined) return 0;
    return names.every((name) => one.forms.some((form) => allows(form, name))) ? 1 : 2;
  };
  return known.toSorted((a, b) => rank(a) - rank(b));
}

function allows({ slots, buttons: [, max] }: CardForm, name: string): boolean {
  return name === 'button' ? max > 0 : slots.some((slot) => slot === name);
}

function checkCard(problems: Problems, root: unknown, path: Path, now: Date, inCarousel: boolean): void {
  const { type, tag } = membersOf(root);
  if (!isContainer(root)) {
    problems.add([...path, 'type'], `a card is vertical or horizontal, but this is ${String(type)}`);
    return;
  }
  const [card] = cardsFor(problems, root, inCarousel);
  if (card === undefined) {
    const { cards } = problems.limits;
    const tags = cards === 'any' ? [] : [...new Set(cards.map((one) => one.tag))];
    problems.add([...path, 'tag'], `cards have the tag ${tags.join(' or ')}, but this has ${JSON.stringify(tag)}`);
    return;
  }
  const container = containerOf(problems, root, path, card);
  if (container === undefined) return;
  const own = elementsAt(container.element, container.path);
  const placed = card.times ? own.flatMap(buttonsInside) : own;
  if (card.entries !== undefined) {
    checkEntries(problems, placed, card.entries);
    return;
  }
  const { head, rows } = splitRows(placed, card);
  checkForm(problems, head, container.path, card, inCarousel);
  if (card.rows !== undefined) checkRows(problems, rows, container.path, card.rows);
  if (card.times) checkTimes(problems, head, now);
  checkActions(problems, head, card);
}

/** The container in which the channel expects the elements of a card. */
function containerOf(problems: Problems, root: unknown, path: Path, { layout }: CardLimits): PlacedElement | undefined {
  if (layout === 'flat') return { element: root, path };
  const own = elementsAt(root, path);
  const [only] = own;
  if (own.length === 1 && only !== undefined && isContainer(only.element)) return only;
  if (layout === 'either') return { element: root, path };
  problems.add(
    [...path, 'elements'],
    `the elements of a card stand in one container in it, but this has ${own.length}`,
  );
  return undefined;
}

/** The buttons of a row; any other element as it is. */
function buttonsInside(one: PlacedElement): readonly PlacedElement[] {
  return isContainer(one.element) ? elementsAt(one.element, one.path) : [one];
}

/** Sections of rows follow the elements of the card. */
function splitRows(placed: readonly PlacedElement[], { rows }: CardLimits) {
  const first = rows === undefined ? -1 : placed.findIndex(({ element }) => isContainer(element));
  const end = first === -1 ? placed.length : first;
  return { head: placed.slice(0, end), rows: placed.slice(end) };
}

function checkActions(problems: Problems, placed: readonly PlacedElement[], { actions: types }: CardLimits): void {
  if (types === undefined) return;
  for (const { element, path } of placed) {
    for (const [index, action] of listOf(membersOf(membersOf(element)['click'])['actions']).entries()) {
      const { type } = membersOf(action);
      if (typeof type === 'string' && !types.includes(type)) {
        const at = [...path, 'click', 'actions', index, 'type'];
        problems.add(at, `actions of this card are ${types.join(', ')}, but this is ${type}`);
      }
    }
  }
}

function isContainer(element: unknown): boolean {
  const { type } = membersOf(element);
  return type === 'vertical' || type === 'horizontal';
}
