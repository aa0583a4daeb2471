import { describe, expect, it } from 'vitest';
import { profileOf } from '../../src/conversations/profile.js';
import { requests, type SDE } from '../../src/index.js';
import { sdkFailureOf } from '../support/agents.js';
import { accepted, world } from './world.js';

describe('a profile', () => {
  it('is flat: the facts of the login, then those that the consumer has entered', () => {
    const { result } = requests.getUserProfile.example;

    expect(profileOf('u-9', result)).toEqual({
      consumerId: 'u-9',
      firstName: 'Ada',
      lastName: 'L',
      email: 'ada@example.com',
      phone: '555',
      language: undefined,
      company: undefined,
      gender: undefined,
      age: undefined,
      customerId: 'cust-1',
      customerType: 'vip',
      customerStatus: undefined,
      balance: undefined,
      isAuthenticated: true,
      facts: result,
    });
  });

  it.each<readonly [string, readonly SDE[], object]>([
    ['no facts', [], { firstName: undefined, customerId: undefined, isAuthenticated: false, facts: [] }],
    [
      'the first of two facts that differ',
      [
        { type: 'personal', personal: { firstname: 'Ada', age: { age: 36 } }, iss: 'https://idp.example' },
        { type: 'personal', personal: { firstname: 'A.', lastname: 'Lovelace', age: { age: 1 } } },
      ],
      { firstName: 'Ada', lastName: 'Lovelace', age: 36, isAuthenticated: true },
    ],
    [
      'a later fact where an earlier one is empty',
      [
        { type: 'personal', personal: { firstname: '', contacts: [{ phone: '1' }, { email: 'a@example.com' }] } },
        { type: 'personal', personal: { firstname: 'Ada' } },
      ],
      { firstName: 'Ada', phone: '1', email: 'a@example.com', isAuthenticated: false },
    ],
    [
      'what only the customer has',
      [{ type: 'ctmrinfo', info: { imei: '555', accountName: 'Engines Ltd', balance: 0, cstatus: 'active' } }],
      { phone: '555', company: 'Engines Ltd', balance: 0, customerStatus: 'active' },
    ],
    [
      'a person before the customer',
      [
        { type: 'ctmrinfo', info: { imei: '555', accountName: 'Engines Ltd' } },
        { type: 'personal', personal: { company: 'Analytical', contacts: [{ phone: '1' }] } },
      ],
      { phone: '1', company: 'Analytical' },
    ],
    ['a fact with empty authentication', [{ type: 'personal', personal: {}, auth: {} }], { isAuthenticated: true }],
  ])('has %s', (_, facts, expected) => {
    expect(profileOf('u-9', facts)).toMatchObject(expected);
  });

  it('of a conversation is that of its consumer', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);

    expect(await conversation.profile()).toMatchObject({
      consumerId: consumer.id,
      firstName: 'Ada',
      lastName: 'Lovelace',
    });
  });

  it('is refused without a request where the consumer is not known', async () => {
    const here = await world();

    const error = await sdkFailureOf(here.conversations.of('c-unknown').profile());

    expect(error).toMatchObject({ name: 'ValidationError', delivery: 'not-sent' });
  });
});
