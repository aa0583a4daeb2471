import { computed, effect, signal } from '@preact/signals';
import type { NotificationRow, RequestRow, WireRow } from '../inspector/contract.js';
import { addedRows, droppedRows, rows, selectedRowId } from './state.js';

/** Rows that stand in the table at once. */
const SHOWN = 300;

export type RowKind = 'all' | 'requests' | 'problems';
/** A row that has a frame. */
export type FrameRow = RequestRow | NotificationRow;

export const filteredConversationId = signal<string | undefined>(undefined);
export const filterText = signal('');
export const filterKind = signal<RowKind>('all');
export const isPaused = signal(false);
/** The rows at the moment of the pause. */
const frozen = signal<{ readonly rows: readonly WireRow[]; readonly added: number }>({ rows: [], added: 0 });
effect(() => {
  if (isPaused.value) frozen.value = { rows: rows.peek(), added: addedRows.peek() };
});

/** Rows that came since the pause. */
export const waitingRows = computed(() => (isPaused.value ? addedRows.value - frozen.value.added : 0));

const matchingRows = computed<readonly WireRow[]>(() => {
  const text = filterText.value.trim().toLowerCase();
  const conversationId = filteredConversationId.value;
  const kind = filterKind.value;
  const all = isPaused.value ? frozen.value.rows : rows.value;
  if (text === '' && conversationId === undefined && kind === 'all') return all;
  return all.filter(
    (row) =>
      // Faults and lost connections concern every conversation.
      (conversationId === undefined || row.conversationId === conversationId || isConnection(row)) &&
      (kind === 'all' || (kind === 'requests' ? row.kind === 'request' : isProblem(row))) &&
      (text === '' || textOf(row).toLowerCase().includes(text)),
  );
});

/** The newest rows that match the filter. */
export const shownRows = computed<readonly WireRow[]>(() => matchingRows.value.slice(-SHOWN));

/** Whether older rows exist or existed that the table does not show. */
export const hasOlderRows = computed(() => droppedRows.value > 0 || matchingRows.value.length > SHOWN);

/** The selected row. It stays when newer rows push it out, so that its frame can be read. */
export const selectedRow = signal<FrameRow | undefined>(undefined);
effect(() => {
  const id = selectedRowId.value;
  const found = rows.value.find((row) => row.id === id) ?? frozen.value.rows.find((row) => row.id === id);
  if (found !== undefined && hasFrame(found)) selectedRow.value = found;
  else if (selectedRow.peek()?.id !== id) selectedRow.value = undefined;
});

export const problemCount = computed(() => rows.value.filter(isProblem).length);

export function hasFrame(row: WireRow): row is FrameRow {
  return row.kind === 'request' || row.kind === 'notification';
}

/** A refusal, a fault, a lost connection or a finding. */
function isProblem(row: WireRow): boolean {
  if (row.kind === 'request') return (row.status ?? 0) >= 400;
  return row.kind !== 'notification' && row.kind !== 'connected';
}

function isConnection({ kind }: WireRow): boolean {
  return kind === 'fault' || kind === 'armed' || kind === 'closed' || kind === 'connected' || kind === 'gap';
}

function textOf(row: WireRow): string {
  const status = row.kind === 'request' ? (row.status ?? '') : '';
  return hasFrame(row) ? `${row.namespace}.${row.name} ${row.summary} ${status}` : `${row.title} ${row.text}`;
}
