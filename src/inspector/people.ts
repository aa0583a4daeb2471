import { randomBytes } from 'node:crypto';
import { HumanActions } from '../simulator/human/human-actions.js';
import { openConnection } from '../simulator/human/human-connection.js';
import type { AgentAccount } from '../simulator/platform/accounts.js';
import type { AgentConnection } from '../simulator/platform/connections.js';
import type { Platform } from '../simulator/platform/platform.js';
import type { ProfileDetails } from './command-contract.js';
import type { PersonView } from './contract.js';

/** A human agent of the desk. */
export interface DeskHuman {
  readonly name: string;
  readonly account: AgentAccount;
  readonly connection: AgentConnection;
  readonly actions: HumanActions;
}

const CONSUMER_NAMES = ['Ada', 'Grace'];
const HUMAN_NAMES = ['Sam', 'Kim'];
/** The skill of humans, unless the command says otherwise. */
const HUMANS = 'humans';

/** The persons of the desk: adds consumers and human agents, and tells who a participant is. */
export class People {
  readonly #platform: Platform;
  /** By user id. */
  readonly #humans = new Map<string, DeskHuman>();
  /** Names of the added consumers, by consumer id. */
  readonly #added = new Map<string, string>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** The account's first user. */
  get bot(): AgentAccount {
    const [bot] = this.#platform.accounts.all;
    return bot ?? this.#platform.accounts.add();
  }

  get humans(): Iterable<DeskHuman> {
    return this.#humans.values();
  }

  human(id: string): DeskHuman | undefined {
    return this.#humans.get(id);
  }

  /** Ids of the consumers that the desk added, oldest first. */
  get addedConsumers(): Iterable<string> {
    return this.#added.keys();
  }

  hasConsumer(id: string): boolean {
    return this.#platform.consumers.get(id) !== undefined;
  }

  /** @returns The consumer's id. */
  addConsumer(name = this.#newName(), profile: ProfileDetails = {}): string {
    const id = this.#platform.ids.uuid('consumer');
    // The desk reads conversations itself: its consumers keep nothing.
    const nothing = (): void => {};
    this.#platform.consumers.add({
      id,
      profile: { ...profile, firstName: name },
      enter: nothing,
      receive: nothing,
      observe: nothing,
    });
    this.#added.set(id, name);
    return id;
  }

  /** Adds a human agent, who is online at once. */
  addHuman(name: string | undefined, skillIds: readonly string[] = [HUMANS]): DeskHuman {
    const number = this.#humans.size;
    const called = name ?? HUMAN_NAMES[number] ?? `Agent ${number + 1}`;
    const account = this.#platform.accounts.add({
      username: called.toLowerCase(),
      firstName: called,
      nickName: called,
      skillIds,
    });
    const connection = openConnection(this.#platform, account, { onMessage() {}, onRing() {}, onRingOver() {} });
    const human = { name: called, account, connection, actions: new HumanActions(this.#platform, connection) };
    this.#humans.set(account.userId, human);
    return human;
  }

  /** @param id Legacy id or public id of an agent, or id of a consumer. */
  person(id: string): PersonView {
    const account = this.#platform.accounts.byId(id);
    return account === undefined ? { kind: 'consumer', id, name: this.consumerName(id) } : this.agent(account);
  }

  agent(account: AgentAccount): PersonView {
    const { userId, username } = account;
    const human = this.#humans.get(userId);
    if (human !== undefined) return { kind: 'human', id: userId, name: human.name };
    return { kind: account === this.bot ? 'bot' : 'other', id: userId, name: username };
  }

  consumerName(id: string): string {
    const { firstName, nickName } = this.#platform.consumers.get(id)?.profile ?? {};
    return firstName ?? nickName ?? `Visitor ${id.slice(-4)}`;
  }

  #newName(): string {
    const taken = new Set(this.#added.values());
    return CONSUMER_NAMES.find((name) => !taken.has(name)) ?? `Visitor ${randomBytes(2).toString('hex')}`;
  }
}
