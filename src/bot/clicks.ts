import { ConfigurationError, ValidationError } from '../errors.js';
import { jsonIssuesOf } from '../store/check-change.js';
import type { InputOf, OutputOf, StandardSchema } from '../support/standard-schema.js';
import { reasonOf } from '../support/thrown.js';

/** What a click may carry, by the name of its action: a schema of the data, or `undefined` for a click without data. */
export type ActionDefinitions = Readonly<Record<string, StandardSchema<unknown, unknown> | undefined>>;

/** A button that `reply` shows. */
export interface Offer {
  readonly title: string;
  readonly action: Action<string, never, unknown>;
  readonly data: unknown;
}

/** Arguments of an offer after its title. */
type OfferData<Input> = [Input] extends [never]
  ? // An `Action` of any input: every action can be assigned to it.
    [data: never]
  : // `any` extends `undefined` too, but `z.any()` has data.
    unknown extends Input
    ? [data: Input]
    : [Input] extends [undefined]
      ? []
      : [data: Input];

/** Makes offers, and names the click in `bot.on`. */
export interface Action<Name extends string = string, Input = never, Output = unknown> {
  (title: string, ...data: OfferData<Input>): Offer;
  readonly actionName: Name;
  readonly schema: StandardSchema<unknown, Output> | undefined;
}

/** The actions of a bot. */
export type Actions<Definitions> = {
  readonly [Name in keyof Definitions & string]: Action<Name, InputOf<Definitions[Name]>, OutputOf<Definitions[Name]>>;
};

/** A click that came back. */
export type ClickReading =
  | { readonly kind: 'click'; readonly action: Action; readonly data: unknown }
  | { readonly kind: 'unknown'; readonly why: string };

/** Of an `ExternalId`. */
const MAX_ID = 64;
/** Begins the `ExternalId` of every offer. */
const PREFIX = 'a:';
const NAME = /^[A-Za-z0-9_-]{1,24}$/;

/**
 * The actions of a bot's buttons, typed when they are offered and checked when they come back. Names are kept in the
 * conversations: keep those of buttons that are still shown.
 *
 * ```ts
 * const click = actions({ human: undefined });
 * bot.on('start', (chat) => chat.reply('Hello!', { quickReplies: [click.human('A person, please')] }));
 * bot.on(click.human, (chat) => chat.handOff({ skill: '12' }));
 * ```
 *
 * @throws {ConfigurationError} A name has other characters than letters, digits, `_` and `-`, or more than 24.
 */
export function actions<const Definitions extends ActionDefinitions>(definitions: Definitions): Actions<Definitions> {
  const made = new Map<string, Action>();
  for (const [name, schema] of Object.entries(definitions)) {
    if (!NAME.test(name)) {
      throw new ConfigurationError([
        `actions: ${JSON.stringify(name)} is no name: expected 1 to 24 letters, digits, _ or -`,
      ]);
    }
    if (schema !== undefined && typeof schema?.['~standard']?.validate !== 'function') {
      throw new ConfigurationError([`actions: ${name} has no Standard Schema; expected a schema or undefined`]);
    }
    made.set(name, makeAction(name, schema));
  }
  // Each action is made from the definition of its name.
  return Object.freeze(Object.fromEntries(made)) as unknown as Actions<Definitions>;
}

function makeAction(actionName: string, schema: StandardSchema<unknown, unknown> | undefined): Action {
  const offer = (title: string, data?: unknown): Offer => Object.freeze({ title, action, data });
  // A function has a name of its own, which cannot be that of the action in every runtime.
  const action: Action = Object.freeze(Object.assign(offer, { actionName, schema }));
  return action;
}

/**
 * The `ExternalId` of an offer: its name, and its data if both fit into 64 characters.
 *
 * @param keep Keeps data that do not fit. @returns A short key.
 * @throws {ValidationError} The data are no JSON.
 */
export function externalIdOf({ action: { actionName }, data }: Offer, keep: (json: string) => string): string {
  if (data === undefined) return PREFIX + actionName;
  const issues = jsonIssuesOf('data', data);
  if (issues.length > 0) throw new ValidationError(`The offer ${actionName}`, 'outgoing', issues);
  const json = JSON.stringify(data);
  const id = `${PREFIX}${actionName}:${json}`;
  return id.length <= MAX_ID ? id : `${PREFIX}${actionName}:#${keep(json)}`;
}

/** The name of the action whose offer has this `ExternalId`; `undefined`: no offer has it. */
export function actionNameIn(externalId: string): string | undefined {
  return /^a:([^:]*)/.exec(externalId)?.[1];
}

/**
 * Reads the `ExternalId` of a click. Never rejects: it comes from outside.
 *
 * @param recall The data of a key.
 * @returns `undefined`: no action has offered it.
 */
export async function readClick(
  externalId: string,
  known: { get(name: string): Action | undefined },
  recall: (key: string) => string | undefined,
): Promise<ClickReading | undefined> {
  const name = actionNameIn(externalId);
  if (name === undefined) {
    const action = known.get(externalId);
    return action === undefined || action.schema !== undefined ? undefined : { kind: 'click', action, data: undefined };
  }
  const data = externalId.slice(PREFIX.length + name.length);
  const hasData = data !== '';
  const rest = data.slice(1);
  const action = known.get(name);
  if (action === undefined) return unknown(`no action is called ${JSON.stringify(name)}`);
  const { schema } = action;
  if (schema === undefined) {
    return hasData ? unknown(`action ${name} has no data`) : { kind: 'click', action, data: undefined };
  }
  const json = rest.startsWith('#') ? recall(rest.slice(1)) : rest;
  if (json === undefined) return unknown(`the data of the click are not kept any more`);
  try {
    // A schema of optional data accepts `undefined`.
    const value: unknown = hasData ? JSON.parse(json) : undefined;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return { kind: 'click', action, data: result.value };
    return unknown(`the data do not fit: ${result.issues.map(({ message }) => message).join('; ')}`);
  } catch (error) {
    return unknown(`the data cannot be read: ${reasonOf(error)}`);
  }
}

function unknown(why: string): ClickReading {
  return { kind: 'unknown', why };
}
