import { ConnectionError, SDKError } from '../errors.js';
import type { CursorStore } from '../options.js';
import type { Message, Messages } from '../protocol/registry.js';
import { isRefusal, pauseAfter, TRIES } from './retry-policy.js';

/** What catching up needs of the agent. */
export interface CatchUpPorts {
  readonly source: {
    /** Events of a dialog with a sequence above the one given. */
    history(dialogId: string, newerThan: number): Promise<readonly Message[]>;
  };
  readonly sink: {
    /** Hands a message to the handlers. A promise where a handler gave one. Never throws or rejects. */
    deliver(body: Messages): void | Promise<void>;
  };
  readonly reporter: { report(error: SDKError): void };
}

interface Dialog {
  readonly id: string;
  /** Something happened in it since it was last looked at for being forgotten. */
  stirred: boolean;
  /** The agent takes part in it: it is caught up with. The others are only kept from being doubled. */
  followed: boolean;
  /** Sequence of the newest event delivered. */
  last: number | undefined;
  /** Sequences below `last` that were passed over, and may still come. */
  missing: Set<number> | undefined;
  /** There while something is under way in the dialog: what comes live waits here. */
  queue: Messages[] | undefined;
  /** It has to be caught up with before anything else of it is delivered. */
  behind: boolean;
  /** A handler is at work, or the dialog is being caught up with. */
  running: boolean;
  /** How often in a row asking for what seemed to be missing brought nothing. */
  fruitless: number;
}

/** A question for history that is under way. */
export interface Asking {
  /** What of the answer is to be delivered: all but what has come live meanwhile. */
  readonly merge: (body: Messages) => Messages;
  readonly done: () => void;
}

/** Sequence to ask from for everything, the first event included (P 3.9). */
const FROM_THE_START = -1;
/** Not a sequence, and below all of them. */
const NOWHERE = -1;
/** Dialogs caught up with at the same time, so that the platform is not flooded. */
const AT_ONCE = 8;
/** Sequences may have holes (P 0.2): after so many questions for nothing a dialog's are believed to be holes. */
const PATIENCE = 3;
/** Passed-over sequences remembered per dialog. */
const REMEMBERED = 64;
/** How far below the first event seen a late one is still expected. */
const LATE = 8;

/**
 * Sees to it that each message of the agent's dialogs is delivered once and in order, whatever the connection does:
 * fills the gap, drops the double, keeps the order (P 2.4). No dialog waits for another.
 */
export class CatchUp {
  readonly #ports: CatchUpPorts;
  readonly #store: CursorStore | undefined;
  readonly #limit: number;
  readonly #dialogs = new Map<string, Dialog>();
  /** Those that are behind and not at work; the ones in which something waits come first. */
  #behind: Set<Dialog> | undefined;
  /** What has been delivered live since a question for history was asked, by dialog. */
  #asked: Map<string, Set<Set<number>>> | undefined;
  #pauses: Set<() => void> | undefined;
  #working = 0;
  #online = false;
  /** Ordinal of the connection in use. */
  #connection = 0;

  constructor(ports: CatchUpPorts, options: { readonly store: CursorStore | undefined; readonly limit: number }) {
    this.#ports = ports;
    this.#store = options.store;
    this.#limit = options.limit;
  }

  /** Dialogs known, each at a cost of some hundred bytes. */
  get size(): number {
    return this.#dialogs.size;
  }

  /** A message as it came from the platform, unasked. */
  live(body: Messages): void {
    const known = this.#dialogs.get(body.dialogId);
    const dialog = known?.followed ? known : this.#follow(body.dialogId);
    if (dialog === known) dialog.stirred = true;
    if (dialog.queue === undefined) this.#accept(dialog, body);
    else dialog.queue.push(body);
  }

  /** The agent takes part in this dialog: what is said in it while there is no connection will be fetched. */
  follow(dialogId: string): void {
    if (!this.#dialogs.get(dialogId)?.followed) this.#follow(dialogId);
  }

  /** The agent does not take part any more, or the dialog is over. */
  leave(dialogId: string): void {
    const dialog = this.#dialogs.get(dialogId);
    if (dialog === undefined) return;
    dialog.followed = false;
    if (dialog.queue === undefined) this.#forget(dialog);
  }

  /** History the caller wants is about to be asked for. */
  asking(dialogId: string): Asking {
    const live = new Set<number>();
    const all = (this.#asked ??= new Map<string, Set<Set<number>>>());
    const asked = all.get(dialogId) ?? new Set();
    all.set(dialogId, asked.add(live));
    return {
      merge: (body) => {
        const dialog = this.#dialogs.get(dialogId) ?? this.#open(dialogId);
        const changes = body.changes.filter((change) => !live.has(sequenceOf(change) ?? NOWHERE));
        for (const change of changes) {
          const sequence = sequenceOf(change);
          if (sequence !== undefined) this.#advance(dialog, sequence);
        }
        return { ...body, changes };
      },
      done: () => {
        asked.delete(live);
        if (asked.size === 0) all.delete(dialogId);
        if (all.size === 0) this.#asked = undefined;
      },
    };
  }

  /** There is a connection. If there was one before, each dialog may be behind, and waits until it is not. */
  resume(again: boolean): void {
    this.#online = true;
    this.#connection += 1;
    if (again) for (const dialog of this.#dialogs.values()) if (dialog.followed) this.#hold(dialog);
    void this.#resumeStored();
    this.#work();
  }

  /** There is no connection: what is under way fails by itself, and is taken up again by `resume`. */
  suspend(): void {
    this.#online = false;
    for (const wake of this.#pauses ?? []) wake();
  }

  #open(dialogId: string): Dialog {
    const dialog: Dialog = {
      id: dialogId,
      stirred: false,
      followed: false,
      last: undefined,
      missing: undefined,
      queue: undefined,
      behind: false,
      running: false,
      fruitless: 0,
    };
    this.#dialogs.set(dialogId, dialog);
    if (this.#dialogs.size > this.#limit) this.#forgetOne(dialog);
    return dialog;
  }

  /**
   * The oldest, with a second chance for those in which something happened since they were last looked at: to put a
   * dialog in its place with each message would cost as much as all the rest there is to do about it.
   */
  #forgetOne(latest: Dialog): void {
    for (const oldest of this.#dialogs.values()) {
      if (oldest.queue !== undefined || oldest === latest) continue;
      this.#dialogs.delete(oldest.id);
      if (!oldest.stirred) return;
      oldest.stirred = false;
      this.#dialogs.set(oldest.id, oldest);
    }
  }

  #follow(dialogId: string): Dialog {
    const dialog = this.#dialogs.get(dialogId) ?? this.#open(dialogId);
    dialog.followed = true;
    // With a store even a dialog that is new to this process may be known: nothing of it is delivered before that is clear.
    if (this.#store !== undefined) {
      this.#hold(dialog);
      this.#work();
    }
    return dialog;
  }

  #forget(dialog: Dialog): void {
    this.#dialogs.delete(dialog.id);
    this.#behind?.delete(dialog);
    void this.#attend(() => this.#store?.delete?.(dialog.id));
  }

  /** One message, where nothing else of its dialog is under way. */
  #accept(dialog: Dialog, body: Messages): void {
    if (this.#isDouble(dialog, body)) return;
    if (this.#isAhead(dialog, body)) {
      this.#hold(dialog).push(body);
      this.#work();
      return;
    }
    const done = this.#handOut(dialog, body);
    if (done === undefined) return;
    dialog.queue = [];
    dialog.running = true;
    void done.then(() => this.#run(dialog));
  }

  /** What waits in a dialog, one after the other. */
  async #run(dialog: Dialog): Promise<void> {
    const queue = (dialog.queue ??= []);
    dialog.running = true;
    while (!dialog.behind) {
      const body = queue.shift();
      if (body === undefined) {
        dialog.running = false;
        dialog.queue = undefined;
        if (!dialog.followed) this.#forget(dialog);
        return;
      }
      if (this.#isDouble(dialog, body)) continue;
      if (this.#isAhead(dialog, body)) {
        queue.unshift(body);
        dialog.behind = true;
      } else {
        await this.#handOut(dialog, body);
      }
    }
    dialog.running = false;
    (this.#behind ??= new Set()).add(dialog);
    this.#work();
  }

  #isDouble({ last, missing }: Dialog, { changes }: Messages): boolean {
    const sequence = sequenceOf(changes[0]);
    return sequence !== undefined && last !== undefined && sequence <= last && !missing?.has(sequence);
  }

  /** Something seems to be missing before it. */
  #isAhead({ last, fruitless }: Dialog, { changes }: Messages): boolean {
    const sequence = sequenceOf(changes[0]);
    return sequence !== undefined && last !== undefined && sequence > last + 1 && fruitless < PATIENCE;
  }

  /** @returns A promise only if the next message of the dialog has to wait for it. */
  #handOut(dialog: Dialog, body: Messages): Promise<void> | undefined {
    const sequence = sequenceOf(body.changes[0]);
    if (sequence !== undefined) this.#advance(dialog, sequence);
    // A late one does not take the cursor back to where it belongs.
    const isNewest = sequence === dialog.last;
    const handled = this.#ports.sink.deliver(body);
    const store = this.#store;
    if (store === undefined || sequence === undefined) return undefined;
    const note = (): unknown => (isNewest ? store.set(dialog.id, sequence) : undefined);
    return handled === undefined ? this.#attend(note) : handled.then(() => this.#attend(note));
  }

  /** From now on the dialog waits until it has been caught up with. */
  #hold(dialog: Dialog): Messages[] {
    dialog.queue ??= [];
    dialog.behind = true;
    if (!dialog.running) (this.#behind ??= new Set()).add(dialog);
    return dialog.queue;
  }

  /** Catches up with the dialogs that are behind, a few at a time. */
  #work(): void {
    while (this.#online && this.#working < AT_ONCE) {
      const dialog = this.#next();
      if (dialog === undefined) return;
      this.#behind?.delete(dialog);
      dialog.running = true;
      this.#working += 1;
      void this.#catchUp(dialog).finally(() => {
        this.#working -= 1;
        this.#work();
      });
    }
  }

  #next(): Dialog | undefined {
    const behind = this.#behind ?? [];
    const [first] = behind;
    for (const dialog of behind) if (dialog.queue !== undefined && dialog.queue.length > 0) return dialog;
    return first;
  }

  async #catchUp(dialog: Dialog): Promise<void> {
    dialog.behind = false;
    const connection = this.#connection;
    try {
      if (this.#store !== undefined && dialog.last === undefined) dialog.last = await this.#store.get(dialog.id);
      const [next] = dialog.queue ?? [];
      const asksForGap = next !== undefined && this.#isAhead(dialog, next);
      const first = await this.#fill(dialog);
      // The message before which something seemed to be missing is in the answer, too.
      if (asksForGap && first >= (sequenceOf(next.changes[0]) ?? NOWHERE)) dialog.fruitless += 1;
      else if (first !== Infinity) dialog.fruitless = 0;
    } catch (error) {
      if (!this.#online || error instanceof ConnectionError) {
        // Lost again meanwhile: the next connection takes it up. A connection about to end takes no more questions.
        if (connection === this.#connection) this.#online = false;
        dialog.running = false;
        this.#hold(dialog);
        return;
      }
      // Refused: the agent has no part in it any more, or it is long over.
      if (isRefusal(error)) dialog.followed = false;
      else this.#ports.reporter.report(incomplete(dialog, error));
      dialog.fruitless = PATIENCE;
    }
    this.#skipHole(dialog);
    await this.#run(dialog);
  }

  /** Fetches until nothing new comes; an answer may be a part only. @returns The first sequence that came. */
  async #fill(dialog: Dialog): Promise<number> {
    let first = Infinity;
    for (;;) {
      const events = await this.#fetch(dialog);
      const fresh = events
        .filter((event) => (sequenceOf(event) ?? NOWHERE) > (dialog.last ?? FROM_THE_START))
        .toSorted(bySequence);
      if (fresh.length === 0) return first;
      first = Math.min(first, sequenceOf(fresh[0]) ?? Infinity);
      for (const change of fresh) {
        const done = this.#handOut(dialog, { dialogId: dialog.id, changes: [change] });
        if (done !== undefined) await done;
      }
    }
  }

  async #fetch(dialog: Dialog): Promise<readonly Message[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#ports.source.history(dialog.id, dialog.last ?? FROM_THE_START);
      } catch (error) {
        if (isRefusal(error) || error instanceof ConnectionError || tries >= TRIES) throw error;
        await this.#pause(pauseAfter(tries));
        if (!this.#online) throw error;
      }
    }
  }

  #pause(pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#pauses?.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, pauseMs);
      this.#pauses ??= new Set();
      this.#pauses.add(wake);
    });
  }

  /** Caught up: what waits comes in its order, and what the platform does not have before it is a hole. */
  #skipHole(dialog: Dialog): void {
    const queue = (dialog.queue ??= []);
    queue.sort((a, b) => bySequence(a.changes[0], b.changes[0]));
    const [next] = queue;
    const sequence = sequenceOf(next?.changes[0]);
    if (sequence === undefined || dialog.last === undefined || sequence <= dialog.last + 1) return;
    const last = sequence - 1;
    this.#pass(dialog, dialog.last + 1, sequence);
    dialog.last = last;
  }

  /** Notes that this event is delivered, and which before it are not. */
  #advance(dialog: Dialog, sequence: number): void {
    if (this.#asked !== undefined) for (const live of this.#asked.get(dialog.id) ?? []) live.add(sequence);
    const { last } = dialog;
    if (last !== undefined && sequence <= last) {
      dialog.missing?.delete(sequence);
      return;
    }
    this.#pass(dialog, last === undefined ? sequence - LATE : last + 1, sequence);
    dialog.last = sequence;
  }

  #pass(dialog: Dialog, from: number, to: number): void {
    if (from >= to) return;
    for (let passed = Math.max(from, to - REMEMBERED, 0); passed < to; passed += 1) {
      dialog.missing ??= new Set();
      dialog.missing.add(passed);
    }
    for (const oldest of dialog.missing ?? []) {
      if ((dialog.missing?.size ?? 0) <= REMEMBERED) return;
      dialog.missing?.delete(oldest);
    }
  }

  async #resumeStored(): Promise<void> {
    const store = this.#store;
    if (store?.dialogs === undefined) return;
    await this.#attend(async () => {
      for (const dialogId of (await store.dialogs?.()) ?? []) this.follow(dialogId);
    });
  }

  /** A store that fails is reported, and stops nothing. @returns A promise only if there is something to wait for. */
  #attend(work: () => unknown): Promise<void> | undefined {
    const report = (cause: unknown): void => this.#ports.reporter.report(storeFailed(cause));
    try {
      const result = work();
      return result instanceof Promise ? result.then(() => undefined, report) : undefined;
    } catch (cause) {
      report(cause);
      return undefined;
    }
  }
}

/** Those without a sequence, typing states, last. */
function bySequence(a: Message | undefined, b: Message | undefined): number {
  return (sequenceOf(a) ?? Infinity) - (sequenceOf(b) ?? Infinity) || 0;
}

/** Its place in the dialog. What is no such number is no place: the event is delivered as it comes. */
function sequenceOf(message: Message | undefined): number | undefined {
  const sequence = message?.sequence;
  return Number.isSafeInteger(sequence) && Number(sequence) >= 0 ? sequence : undefined;
}

function incomplete(dialog: Dialog, cause: unknown): SDKError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SDKError(
    `Dialog ${dialog.id} could not be caught up with after sequence ${dialog.last ?? FROM_THE_START}; messages may be missing: ${reason}`,
    { code: 'CATCH_UP', service: 'messaging', delivery: 'unknown', cause },
  );
}

function storeFailed(cause: unknown): SDKError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SDKError(`The cursor store failed: ${reason}`, { code: 'CURSOR_STORE', cause });
}
