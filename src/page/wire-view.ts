import { computed, effect, signal } from '@preact/signals';
import type { WireRow } from '../inspector/contract.js';
import { rows } from './state.js';

export type RowKind = 'all' | 'requests' | 'problems';

export const filteredConversationId = signal<string | undefined>(undefined);
export const filterText = signal('');
export const filterKind = signal<RowKind>('all');
export const isPaused = signal(false);
/** The rows at the moment of the pause. */
const frozen = signal<readonly WireRow[]>([]);
effect(() => {
  if (isPaused.value) frozen.value = rows.peek();
});

/** Rows that came since the pause. */
export const waitingRows = computed(() => {
  if (!isPaused.value) return 0;
  const last = frozen.value.at(-1)?.id ?? -1;
  return rows.value.filter(({ id }) => id > last).length;
});

export const shownRows = computed<readonly WireRow[]>(() => {
  const text = filterText.value.trim().toLowerCase();
  return (isPaused.value ? frozen.value : rows.value).filter(
    (row) =>
      (filteredConversationId.value === undefined ||
        row.conversationId === filteredConversationId.value ||
        // Faults and lost connections concern every conversation.
        isConnection(row)) &&
      (filterKind.value === 'all' || (filterKind.value === 'requests' ? row.kind === 'request' : isProblem(row))) &&
      (text === '' || textOf(row).toLowerCase().includes(text)),
  );
});

export const problemCount = computed(() => rows.value.filter(isProblem).length);

/** A refusal, a fault, a lost connection or a finding. */
export function isProblem(row: WireRow): boolean {
  if (row.kind === 'request') return (row.status ?? 0) >= 400;
  return row.kind !== 'notification' && row.kind !== 'connected';
}

function isConnection({ kind }: WireRow): boolean {
  return kind === 'fault' || kind === 'armed' || kind === 'closed' || kind === 'connected' || kind === 'gap';
}

function textOf(row: WireRow): string {
  if (row.kind === 'request') return `${row.namespace}.${row.name} ${row.summary} ${row.status ?? ''}`;
  return row.kind === 'notification' ? `${row.namespace}.${row.name} ${row.summary}` : `${row.title} ${row.text}`;
}
