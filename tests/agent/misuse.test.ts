import { expect, it } from 'vitest';
import { SDKError, ValidationError } from '../../src/index.js';
import { connectedTo, framesOf, sdkFailureOf, startPlatform } from '../support/agents.js';

// Habits from the callback API that a migrated bot may have kept.

it.each([
  ['nothing', (method: () => Promise<unknown>) => method()],
  ['a timer', (method: () => Promise<unknown>) => method.call(setTimeout(() => undefined, 0))],
])('a method called on %s rejects with the hint that it is not bound', async (_, call) => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);

  // oxlint-disable-next-line typescript/unbound-method -- the unbound call is the subject of the test
  const error = await sdkFailureOf(call(agent.getClock as () => Promise<unknown>));

  expect(error).toBeInstanceOf(SDKError);
  expect(error).toMatchObject({ code: 'UNBOUND', delivery: 'not-sent' });
  expect(error.message).toContain('pass () => agent.getClock() instead of agent.getClock');
});

const body = { dialogId: 'd', event: { type: 'ChatStateEvent', chatState: 'ACTIVE' } };

it.each([
  ['body', [() => undefined]],
  ['options', [body, () => undefined]],
  ['metadata', [body, {}, () => undefined]],
  ['the last of all', [body, null, [], null, () => undefined]],
])('a callback in the place of %s rejects without a frame', async (_, args) => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  const publishEvent = agent.publishEvent.bind(agent) as (...given: readonly unknown[]) => Promise<unknown>;

  const error = await sdkFailureOf(publishEvent(...args));

  expect(error).toBeInstanceOf(ValidationError);
  expect(error.message).toContain('a callback is not called here; await the promise');
  expect(framesOf(simulator).filter(({ type }) => type === '.ams.ms.PublishEvent')).toEqual([]);
});
