import { batch, computed, effect, signal, type Signal } from '@preact/signals';
import type {
  CommandName,
  ConsumerView,
  DeskConversation,
  Desk,
  HumanView,
  CommandInput,
  Line,
  Push,
  CommandResult,
  RingView,
  WireRow,
} from '../inspector/contract.js';
import { carryOut, listen } from './api.js';
import { consumerDraft, focusedDraft } from './drafts.js';
import { merge } from './merge.js';

/** Lines of a conversation that the page keeps; older ones are dropped. */
export const KEPT = 500;
/** Rows of the wire that the page keeps, as many as the desk keeps frames of. */
const KEPT_ROWS = 2_000;

/** Whether the page is connected with the desk; `undefined` before the first connection. */
export const isConnected = signal<boolean | undefined>(undefined);
export const desk = signal<Desk | undefined>(undefined);
/** Platform time minus page time, for countdowns. */
export const clockSkewMs = signal(0);
export const rows = signal<readonly WireRow[]>([]);
/** Rows that came so far. */
export const addedRows = signal(0);
/** Rows that were dropped from the top. */
export const droppedRows = signal(0);
const linesById = new Map<string, Signal<readonly Line[]>>();

/** What the reader has chosen. */
export const chosenConsumerId = signal<string | undefined>(undefined);
/** An older conversation that the reader chose, by consumer id. Of other consumers the page shows the latest one. */
const olderConversations = signal<ReadonlyMap<string, string>>(new Map());
/** Id of the human whose side of the conversation is shown; the consumer's side if it is `undefined`. */
export const chosenHumanId = signal<string | undefined>(undefined);
export const isSideBySide = signal(false);
/** Below 1280 px: whether the wire is shown over the conversation. */
export const isDrawerOpen = signal(false);
export const selectedRowId = signal<number | undefined>(undefined);
/** The line whose row is selected, or that the reader selected. */
export const selectedLineId = signal<string | undefined>(undefined);
/** The last failure, for the reader. */
export const problem = signal<string | undefined>(undefined);
/** The command whose failure {@link problem} is. */
let failedCommand: CommandName | undefined;

export const consumer = computed<ConsumerView | undefined>(() => {
  const all = desk.value?.consumers ?? [];
  return all.find(({ id }) => id === chosenConsumerId.value) ?? all[0];
});
export const conversation = computed<DeskConversation | undefined>(() => latestOf(consumer.value));
export const human = computed<HumanView | undefined>(() =>
  desk.value?.humans.find(({ id }) => id === chosenHumanId.value),
);

/** The conversation to show of a consumer: the chosen one, or its latest. */
export function latestOf(person: ConsumerView | undefined): DeskConversation | undefined {
  if (person === undefined) return undefined;
  const { conversationIds } = person;
  const wanted = olderConversations.value.get(person.id);
  const id = wanted !== undefined && conversationIds.includes(wanted) ? wanted : conversationIds.at(-1);
  return desk.value?.conversations.find((it) => it.id === id);
}

/** The lines of a conversation, oldest first. */
export function linesOf(conversationId: string): Signal<readonly Line[]> {
  let lines = linesById.get(conversationId);
  if (lines === undefined) linesById.set(conversationId, (lines = signal([])));
  return lines;
}

/** Connects the page with the desk. */
export function start(): () => void {
  return listen(
    (push) => batch(() => take(push)),
    (isOpen) => {
      isConnected.value = isOpen;
    },
  );
}

/**
 * Carries out a command, and shows its failure until the same command succeeds or the reader dismisses the failure.
 *
 * @returns The result; `undefined` if the desk refused.
 */
export async function attempt<Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandResult<Name> | undefined> {
  try {
    const result = await carryOut(name, input);
    if (failedCommand === name) dismissProblem();
    return result;
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error);
    failedCommand = name;
    return undefined;
  }
}

export function dismissProblem(): void {
  problem.value = undefined;
  failedCommand = undefined;
}

function take(push: Push): void {
  if (push.kind === 'desk') {
    desk.value = push.desk;
    clockSkewMs.value = push.desk.now - Date.now();
    const known = new Set(push.desk.conversations.map(({ id }) => id));
    for (const id of linesById.keys()) if (!known.has(id)) linesById.delete(id);
  } else if (push.kind === 'rows') {
    takeRows(push.rows);
  } else {
    for (const [id, lines] of Map.groupBy(push.lines, ({ conversationId }) => conversationId)) {
      const all = linesOf(id);
      all.value = merge(all.value, lines, ({ at }) => at, KEPT).kept;
    }
  }
}

/** The wire is rendered at most this often: laying out its table takes tens of ms, which keys must not wait for. */
const ROWS_MS = 150;
let waiting: WireRow[] = [];
let rowsTimer: ReturnType<typeof setTimeout> | undefined;

/** Shows rows at once if none were shown lately, otherwise together with those of the next moments. */
function takeRows(batchOfRows: readonly WireRow[]): void {
  waiting.push(...batchOfRows);
  if (rowsTimer !== undefined) return;
  showWaiting();
  rowsTimer = setTimeout(() => {
    rowsTimer = undefined;
    if (waiting.length > 0) takeRows([]);
  }, ROWS_MS);
}

function showWaiting(): void {
  const { kept, added, dropped } = merge(rows.value, waiting, ({ id }) => id, KEPT_ROWS);
  waiting = [];
  batch(() => {
    rows.value = kept;
    addedRows.value += added;
    droppedRows.value += dropped;
  });
}

/** The platform's time, renewed each second. */
export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now() + clockSkewMs.value;
}, 1_000);

/** Shows a consumer: its latest conversation, or the given one. */
export function showConsumer(consumerId: string, conversationId?: string): void {
  const older = new Map(olderConversations.value);
  const latest = desk.value?.consumers.find(({ id }) => id === consumerId)?.conversationIds.at(-1);
  // The latest one is not kept: the next conversation of the consumer replaces it.
  if (conversationId === undefined || conversationId === latest) older.delete(consumerId);
  else older.set(consumerId, conversationId);
  batch(() => {
    chosenConsumerId.value = consumerId;
    olderConversations.value = older;
  });
}

/** Shows a conversation of any consumer. */
export function showConversation(conversationId: string): void {
  const found = desk.value?.conversations.find(({ id }) => id === conversationId);
  if (found !== undefined) showConsumer(found.consumerId, conversationId);
}

export function nameOfConsumer(consumerId: string): string {
  return desk.value?.consumers.find(({ id }) => id === consumerId)?.name ?? 'A consumer';
}

/** Selects a row of the wire and the line that it brought, and opens the drawer that shows them. */
export function selectRow(rowId: number | undefined, lineId?: string): void {
  batch(() => {
    selectedRowId.value = rowId;
    selectedLineId.value = lineId;
    if (rowId !== undefined) isDrawerOpen.value = true;
  });
}

/** Adds a consumer, and shows it with the focus on the field to say something. */
export async function addConsumer(): Promise<void> {
  const added = await attempt('addConsumer', {});
  if (added === undefined) return;
  await deskWith((it) => it.consumers.some(({ id }) => id === added.consumerId));
  chosenHumanId.value = undefined;
  showConsumer(added.consumerId);
  focusedDraft.value = consumerDraft(added.consumerId);
}

/** The desk comes some milliseconds after the answer of a command. Until then the page would show another person. */
async function deskWith(matches: (current: Desk) => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = effect(() => {
      if (desk.value !== undefined && matches(desk.value)) queueMicrotask(finish);
    });
    function finish(): void {
      stop();
      resolve();
    }
  });
}

/** Adds a human agent, and shows its side. */
export async function addHuman(): Promise<void> {
  const added = await attempt('addHuman', {});
  if (added === undefined) return;
  await deskWith((it) => it.humans.some(({ id }) => id === added.humanId));
  chosenHumanId.value = added.humanId;
}

/** A human accepts a ring; its conversation is shown. */
export async function acceptRing(humanId: string, { ringId, conversationId }: RingView): Promise<void> {
  if ((await attempt('accept', { humanId, ringId })) === undefined) return;
  chosenHumanId.value = humanId;
  showConversation(conversationId);
}
