import { createHash } from 'node:crypto';
import type { Agent } from '../agent.js';
import { ConversationMessage } from '../conversations/message.js';
import type { Message } from '../protocol/registry.js';
import type { StandardSchema } from '../support/standard-schema.js';
import type { FlowFile } from './flow.js';
import type { StoredFile, StoredInput } from './flow-record.js';
import type { WaitingEvent } from './inbox.js';
import { wordsOf } from './words.js';

/** How a question reads its answers. */
export interface AnswerReader {
  /** Id and title of each quick reply. */
  readonly choices?: Readonly<Record<string, string>> | undefined;
  /** @returns The value to record; `undefined`: the answer does not fit. */
  read(input: StoredInput): Promise<{ readonly value: unknown } | undefined>;
}

export function textReader(schema: StandardSchema<unknown, unknown> | undefined): AnswerReader {
  return {
    read: async (input) => {
      if (input.kind !== 'text') return undefined;
      if (schema === undefined) return { value: input.text };
      const result = await schema['~standard'].validate(input.text);
      return result.issues === undefined ? { value: result.value } : undefined;
    },
  };
}

export function choiceReader(flow: string, key: string, titles: readonly string[]): AnswerReader {
  const ids = new Map(titles.map((title) => [`${choicePrefix(flow, key)}${digest(title)}`, title]));
  return {
    choices: Object.fromEntries(ids),
    read: async (input) => {
      if (input.kind !== 'text') return undefined;
      const words = wordsOf(input.text);
      const value = ids.get(input.clickId ?? '') ?? titles.find((title) => wordsOf(title) === words);
      return value === undefined ? undefined : { value };
    },
  };
}

export const fileReader: AnswerReader = {
  read: async (input) => (input.kind === 'file' ? { value: input.file } : undefined),
};

/** Begins the `ExternalId` of every quick reply of a flow. */
const CLICK = 'f:';

/** Whether a click is on a quick reply of a flow. */
export function isFlowClick(externalId: string): boolean {
  return externalId.startsWith(CLICK);
}

/** Begins the `ExternalId` of the quick replies of one question. */
export function choicePrefix(flow: string, key: string): string {
  return `${CLICK}${digest(`${flow} ${key}`)}:`;
}

/** Short enough for an `ExternalId`, and the same in every process. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** What a flow keeps of a message. */
export function inputOf({ message, clickId }: WaitingEvent): StoredInput {
  const file = message?.file;
  if (message === undefined || file === undefined) {
    return { kind: 'text', text: message?.text ?? '', ...(clickId !== undefined && { clickId }) };
  }
  const { caption, type } = file;
  const { dialogId, sequence } = message;
  return { kind: 'file', file: { caption, type, dialogId, sequence, relativePath: pathOf(message.event) } };
}

/** The file of a recorded answer. */
export function fileOf(agent: Agent, conversationId: string, stored: StoredFile): FlowFile {
  const { caption, type, dialogId, sequence, relativePath } = stored;
  const content = { caption, fileType: type, ...(relativePath !== undefined && { relativePath }) };
  // What `download` reads of the message; the rest was not recorded.
  const event = { dialogId, sequence, event: { type: 'ContentEvent', contentType: 'hosted/file', message: content } };
  const message = new ConversationMessage(agent, conversationId, event as unknown as Message);
  // No member of the file's JSON.
  return Object.defineProperty({ caption, type } as FlowFile, 'download', { value: message.download.bind(message) });
}

function pathOf({ event }: Message): string | undefined {
  if (event.type !== 'ContentEvent' || event.contentType !== 'hosted/file') return undefined;
  return 'relativePath' in event.message ? event.message.relativePath : undefined;
}
