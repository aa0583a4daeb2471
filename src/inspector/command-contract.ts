import type { FaultName, FaultSettings, HumanView } from './contract.js';

/** The commands: what each takes and what it answers. */
export interface Commands {
  addConsumer: Command<
    { readonly name?: string | undefined; readonly profile?: ProfileDetails | undefined },
    { readonly consumerId: string }
  >;
  /** A further conversation of a consumer. */
  startConversation: Command<
    { readonly consumerId: string; readonly skill?: string | undefined },
    { readonly conversationId: string }
  >;
  /** Starts a conversation if the consumer has no open one. */
  say: Command<{ readonly consumerId: string; readonly conversationId?: string | undefined; readonly text: string }>;
  click: Command<{ readonly lineId: string; readonly title: string }>;
  sendFile: Command<OutgoingFile & { readonly consumerId: string; readonly conversationId?: string | undefined }>;
  /** The consumer types, or no longer. */
  typing: Command<{ readonly conversationId: string; readonly on: boolean }>;
  /** The consumer has read everything. */
  read: Command<{ readonly conversationId: string }>;
  /** The consumer closes the conversation. */
  consumerCloses: Command<{ readonly conversationId: string }>;
  /** The consumer answers the platform's survey, which closes it. */
  rate: Command<{ readonly conversationId: string; readonly rating: number; readonly text?: string | undefined }>;

  addHuman: Command<
    { readonly name?: string | undefined; readonly skills?: readonly string[] | undefined },
    { readonly humanId: string }
  >;
  setAvailability: Command<{ readonly humanId: string; readonly availability: HumanView['availability'] }>;
  accept: Command<{ readonly humanId: string; readonly ringId: string }>;
  reject: Command<{ readonly humanId: string; readonly ringId: string }>;
  takeOver: Command<{ readonly humanId: string; readonly conversationId: string }>;
  humanSays: Command<{
    readonly humanId: string;
    readonly conversationId: string;
    readonly text: string;
    readonly isPrivate: boolean;
  }>;
  humanSendsFile: Command<OutgoingFile & { readonly humanId: string; readonly conversationId: string }>;
  writeNote: Command<{ readonly humanId: string; readonly conversationId: string; readonly text: string }>;
  /** To a skill, to another human or the bot by user id, or back to the queue of the present skill. */
  transfer: Command<{
    readonly humanId: string;
    readonly conversationId: string;
    readonly to: { readonly skill: string } | { readonly userId: string } | { readonly queue: true };
  }>;
  humanCloses: Command<{ readonly humanId: string; readonly conversationId: string }>;

  /** Applies a fault, or arms it. */
  fault: Command<{ [Name in FaultName]: { readonly name: Name; readonly settings: FaultSettings[Name] } }[FaultName]>;
  /** Takes back a refusal that has not happened yet. */
  disarm: Command<{ readonly name: 'refuse' }>;

  /** The consumer says, clicks or sends the same in its latest conversation. */
  sayAgain: Command<{ readonly lineId: string }>;
  /**
   * A new conversation of the same consumer, in which the consumer's half is said again up to this line, each after what
   * the bot had said before it. Answers when the conversation has begun; what follows comes as lines.
   */
  restartFrom: Command<{ readonly lineId: string }, { readonly conversationId: string }>;
  /** Once more to the bot (a notification), or once more to the platform (a request of the bot). */
  sendAgain: Command<{ readonly rowId: number }>;
  /** Ends the process that the desk started, and starts it again. */
  restartBot: Command<{}>;
}
export type CommandName = keyof Commands;
export type CommandInput<Name extends CommandName> = Commands[Name]['input'];
export type CommandResult<Name extends CommandName> = Commands[Name]['result'];

interface Command<Input, Result = {}> {
  readonly input: Input;
  readonly result: Result;
}

export interface OutgoingFile {
  readonly name: string;
  /** Content, base64. */
  readonly base64: string;
  readonly caption?: string | undefined;
}

/** For people: what was attempted, why it was refused, what to do. */
export interface CommandRefusal {
  readonly error: string;
}

/** What a bot finds in a consumer's profile beside the first name. */
export interface ProfileDetails {
  readonly lastName?: string | undefined;
  readonly nickName?: string | undefined;
  readonly email?: string | undefined;
  readonly mobileNum?: string | undefined;
  readonly customerId?: string | undefined;
}
