import { membersOf } from '../protocol/schemas.js';
import { listOf } from './check-element.js';
import { checkOrder, elementsAt, namesOf, type PlacedElement } from './check-form.js';
import type { CardForm, CardLimits } from './limits.js';
import type { Path, Problems } from './problems.js';

/** Checks the sections of a WhatsApp list: a horizontal each, with one vertical of a title and rows. */
export function checkRows(
  problems: Problems,
  sections: readonly PlacedElement[],
  path: Path,
  { count, subtitle }: NonNullable<CardLimits['rows']>,
): void {
  let rows = 0;
  for (const { element, path: at } of sections) {
    const [column, ...others] = elementsAt(element, at);
    const placed = column === undefined ? [] : elementsAt(column.element, column.path);
    const names = namesOf(placed.map((one) => one.element));
    const first = names[0] === 'title' ? 1 : 0;
    const isSection =
      membersOf(element)['type'] === 'horizontal' &&
      membersOf(column?.element)['type'] === 'vertical' &&
      others.length === 0;
    if (!isSection || names.length === first || names.slice(first).some((name) => name !== 'button')) {
      problems.add(at, 'a section is a horizontal with one vertical of a title and at least one button');
    }
    for (const { element: row, path: place } of placed.slice(first)) {
      rows += 1;
      problems.length([...place, 'subtitle'], 'the subtitle of a row', subtitle, membersOf(row)['subtitle']);
    }
  }
  problems.limit(path, 'rows of all sections', count, rows);
  if (sections.length === 0) problems.add(path, 'a list has at least one section, but this has none');
}

/** Checks the sections of an Apple list picker: a vertical each, of a text and entries with an image or without. */
export function checkEntries(problems: Problems, sections: readonly PlacedElement[], forms: readonly CardForm[]): void {
  for (const { element: section, path } of sections) {
    const placed = elementsAt(section, path);
    const entries = membersOf(placed[0]?.element)['type'] === 'text' ? placed.slice(1) : placed;
    if (entries.length === 0) problems.add(path, 'a section has at least one entry, but this has none');
    for (const { element: entry, path: at } of entries) {
      const columns = elementsAt(entry, at);
      const parts = membersOf(columns[0]?.element)['type'] === 'image' ? columns.slice(1) : columns;
      const isEntry = parts.length > 0 && parts.every(({ element }) => membersOf(element)['type'] === 'vertical');
      if (membersOf(entry)['type'] !== 'horizontal' || !isEntry) {
        problems.add(at, 'an entry is a horizontal of an image, if any, and a vertical of texts and a button');
        continue;
      }
      for (const { element, path: place } of parts) {
        checkOrder(problems, namesOf(listOf(membersOf(element)['elements'])), place, forms, false);
      }
    }
  }
}

/** Checks the times of an Apple time picker: each button has a start, later than now, and a duration. */
export function checkTimes(problems: Problems, placed: readonly PlacedElement[], now: Date): void {
  for (const { element, path } of placed) {
    const { type, click } = membersOf(element);
    if (type !== 'button') continue;
    const events = listOf(membersOf(click)['metadata']).map(membersOf);
    const { startTime, duration } = membersOf(events.find((one) => one['type'] === 'BusinessEvent')?.['timing']);
    const at = [...path, 'click', 'metadata'];
    if (typeof startTime !== 'string' || typeof duration !== 'number') {
      problems.add(at, 'a time needs a BusinessEvent with startTime and duration, but this has none');
    } else if (Date.parse(startTime) <= now.getTime()) {
      problems.add(at, `times are later than ${now.toISOString()}, but this is ${startTime}`);
    }
  }
}
