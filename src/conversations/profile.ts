import type { CustomerInfoSDE, PersonalSDE, SDE } from '../protocol/registry.js';

/** What is known of a consumer. A member that no fact tells is `undefined`. */
export interface Profile {
  readonly consumerId: string;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly language: string | undefined;
  readonly company: string | undefined;
  readonly gender: string | undefined;
  readonly age: number | undefined;
  /** The brand's own id of the customer. */
  readonly customerId: string | undefined;
  readonly customerType: string | undefined;
  readonly customerStatus: string | undefined;
  readonly balance: number | undefined;
  /** The login of the consumer vouches for at least one fact. */
  readonly isAuthenticated: boolean;
  /** The facts ("SDEs") as UMS tells them. */
  readonly facts: readonly SDE[];
}

/** One flat object from the facts. Where two facts differ, the first counts: facts of the login come before others. */
export function profileOf(consumerId: string, facts: readonly SDE[]): Profile {
  const persons = facts.filter((fact): fact is PersonalSDE => fact.type === 'personal').map(({ personal }) => personal);
  const customers = facts.filter((fact): fact is CustomerInfoSDE => fact.type === 'ctmrinfo').map(({ info }) => info);
  const contacts = persons.flatMap((person) => person.contacts ?? []);
  return {
    consumerId,
    firstName: first(persons, (it) => it.firstname),
    lastName: first(persons, (it) => it.lastname),
    email: first(contacts, (it) => it.email),
    phone: first(contacts, (it) => it.phone) ?? first(customers, (it) => it.imei),
    language: first(persons, (it) => it.language),
    company: first(persons, (it) => it.company) ?? first(customers, (it) => it.accountName),
    gender: first(persons, (it) => it.gender),
    age: first(persons, (it) => it.age?.age),
    customerId: first(customers, (it) => it.customerId),
    customerType: first(customers, (it) => it.ctype),
    customerStatus: first(customers, (it) => it.cstatus),
    balance: first(customers, (it) => it.balance),
    isAuthenticated: facts.some(({ auth, iss }) => auth !== undefined || iss !== undefined),
    facts,
  };
}

function first<Item, Value>(items: readonly Item[], read: (item: Item) => Value | undefined): Value | undefined {
  for (const item of items) {
    const value = read(item);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}
