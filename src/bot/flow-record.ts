import { ValidationError } from '../errors.js';
import { jsonIssuesOf } from '../store/check-change.js';
import { FlowError } from './flow-error.js';

/** `effect`: of `once` or `say`. `timeout` and `tries`: the question was given up, which its promise rejects with. */
export type StepKind = 'answer' | 'effect' | 'timeout' | 'tries';

export interface RecordedStep {
  readonly kind: StepKind;
  /** JSON; `undefined` where a step has no value. */
  readonly value: unknown;
}

/** What the consumer has answered, as it is stored. */
export type StoredInput =
  | { readonly kind: 'text'; readonly text: string; readonly clickId?: string | undefined }
  | { readonly kind: 'file'; readonly file: StoredFile };

export interface StoredFile {
  readonly caption: string;
  readonly type: string;
  readonly dialogId: string;
  readonly sequence: number;
  readonly relativePath: string | undefined;
}

/** The question that waits for its answer. */
export interface OpenQuestion {
  readonly key: string;
  /** Answers that did not fit. */
  readonly tries: number;
  /** When the question is given up, on the bot's clock. */
  readonly dueAt?: number | undefined;
}

/** A flow as the store has it. Steps are a list: an object would sort numeric keys. */
export interface FlowJson {
  readonly name: string;
  readonly version: number;
  /** Of this run among those of the conversation. */
  readonly run: string;
  readonly dialogId: string;
  readonly steps: readonly (readonly [key: string, kind: StepKind, value?: unknown])[];
  readonly question?: OpenQuestion | undefined;
  /** Answers to questions that a deployment has put behind another one. */
  readonly early?: Readonly<Record<string, StoredInput>> | undefined;
}

const MAX_STEPS = 200;
const MAX_CHARACTERS = 64 * 1024;

/** The recorded steps of one flow in one conversation. */
export class FlowRecord {
  readonly name: string;
  readonly version: number;
  readonly run: string;
  readonly dialogId: string;
  readonly #steps = new Map<string, RecordedStep>();
  readonly #early = new Map<string, StoredInput>();
  #size = 0;
  question: OpenQuestion | undefined;

  constructor({ name, version, run, dialogId, steps, question, early = {} }: FlowJson) {
    this.name = name;
    this.version = version;
    this.run = run;
    this.dialogId = dialogId;
    this.question = question;
    for (const [key, kind, value] of steps) this.#steps.set(key, { kind, value });
    for (const [key, input] of Object.entries(early)) this.#early.set(key, input);
    this.#size = JSON.stringify(steps).length;
  }

  get(key: string): RecordedStep | undefined {
    return this.#steps.get(key);
  }

  /** @throws {FlowError} `FLOW_TOO_LONG`: there is no room for a step. */
  checkRoom(key: string, characters = 0): void {
    if (this.#steps.size >= MAX_STEPS || this.#size + characters > MAX_CHARACTERS) throw this.#tooLong(key);
  }

  /**
   * Records a step. A value is handed out as the store gives it back, so that a replay sees the same.
   *
   * @returns The recorded value.
   * @throws {ValidationError} The value is no JSON; `issues` name the place.
   * @throws {FlowError} `FLOW_TOO_LONG`: more than 200 steps, or more than 64 KB.
   */
  add(key: string, kind: StepKind, value: unknown): unknown {
    const issues = value === undefined ? [] : jsonIssuesOf(`steps[${JSON.stringify(key)}]`, value);
    if (issues.length > 0) throw new ValidationError(`The flow ${this.name}`, 'outgoing', issues, 'store');
    const json = value === undefined ? undefined : JSON.stringify(value);
    const size = key.length + (json?.length ?? 0);
    this.checkRoom(key, size);
    const copy: unknown = json === undefined ? undefined : JSON.parse(json);
    this.#size += size;
    this.#steps.set(key, { kind, value: copy });
    this.#early.delete(key);
    if (this.question?.key === key) this.question = undefined;
    return copy;
  }

  /** Keeps an answer to a question that the flow has not reached again. */
  keep(key: string, input: StoredInput): void {
    this.#early.set(key, input);
  }

  /** An answer that was kept. */
  take(key: string): StoredInput | undefined {
    const input = this.#early.get(key);
    this.#early.delete(key);
    return input;
  }

  /** Answers that no question has used. */
  get unused(): readonly string[] {
    return [...this.#early.keys()];
  }

  /** What the consumer has answered, by the keys of the questions. */
  get answers(): Readonly<Record<string, unknown>> {
    const answers = Array.from(this.#steps).flatMap(([key, { kind, value }]) =>
      kind === 'answer' && value !== undefined ? [[key, value] as const] : [],
    );
    const early = Array.from(this.#early, ([key, input]) => [key, input.kind === 'text' ? input.text : input.file]);
    return Object.fromEntries([...answers, ...early]);
  }

  toJson(): FlowJson {
    const { name, version, run, dialogId, question } = this;
    return {
      name,
      version,
      run,
      dialogId,
      steps: Array.from(this.#steps, ([key, { kind, value }]) =>
        value === undefined ? [key, kind] : [key, kind, value],
      ),
      ...(question !== undefined && { question }),
      ...(this.#early.size > 0 && { early: Object.fromEntries(this.#early) }),
    };
  }

  #tooLong(key: string): FlowError {
    const counts = new Map<string, number>();
    for (const name of [...this.#steps.keys(), key]) {
      const plain = name.replace(/#\d+$/, '');
      counts.set(plain, (counts.get(plain) ?? 0) + 1);
    }
    const [most = key, count = 1] = Array.from(counts).toSorted(([, one], [, other]) => other - one)[0] ?? [];
    const limit = this.#steps.size >= MAX_STEPS ? `more than ${MAX_STEPS} steps` : 'more than 64 KB of recorded values';
    const loop = count > 1 ? `its step "${most}" ran ${count} times: end the loop` : `at its step "${key}"`;
    return new FlowError(`The flow ${this.name} has ${limit}; ${loop}`, {
      code: 'FLOW_TOO_LONG',
      flow: this.name,
      key,
    });
  }
}
