import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileCursorStore } from '../../src/session/cursors.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cursors-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is read again by the next process', () => {
  const path = join(folder, 'new', 'cursors.jsonl');
  using first = new FileCursorStore(path);
  first.set('a', 1);
  first.set('a', 2);
  first.set('b', 0);
  first.set('c', 9);
  first.delete('c');

  using second = new FileCursorStore(path);

  expect([second.get('a'), second.get('b'), second.get('c')]).toEqual([2, 0, undefined]);
  expect([...second.dialogs()]).toEqual(['a', 'b']);
});

it('survives a line that was torn', () => {
  const path = join(folder, 'cursors.jsonl');
  using first = new FileCursorStore(path);
  first.set('a', 1);
  appendFileSync(path, '["a",');

  using second = new FileCursorStore(path);
  second.set('a', 2);
  using third = new FileCursorStore(path);

  expect(third.get('a')).toBe(2);
});

it('does not grow with every message', () => {
  const path = join(folder, 'cursors.jsonl');
  using store = new FileCursorStore(path);

  for (let sequence = 0; sequence < 25_000; sequence += 1) store.set('a', sequence);

  expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(11_000);
  expect(store.get('a')).toBe(24_999);
});
