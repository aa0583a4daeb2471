import { channel } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import type { SDKError } from '../../src/errors.js';
import type { AnyRequest } from '../../src/protocol/define.js';
import { MESSAGE_EVENT, requestNamed, requests, type Messages } from '../../src/protocol/registry.js';
import { failureOf } from '../support/agents.js';
import { consumerMessage } from '../support/wire.js';
import { ClientWorld, entry, type SentFrame } from './world.js';

// Optional fields of an entry are independent of each other: with any two of them, each has the effect it has alone.

const TYPE = '.made.Up';
const DIALOG = 'c-1';
const body = { subscriptionId: 's', dialogId: DIALOG };
const response = { subscriptionId: 's', dialogId: DIALOG, absent: null };
const idOf = (value: unknown): string => (value as typeof body).subscriptionId;
const dialogOf = (value: unknown): string => (value as typeof body).dialogId;
const emits: AnyRequest['emits'] = (_, me) =>
  requestNamed('subscribeMessagingEvents').emits?.([consumerMessage(3), consumerMessage(4)], me);

/** The optional fields of an entry, by their effect. The restore policy is one field with four values. */
const features: Readonly<Record<string, Partial<AnyRequest>>> = {
  encode: { encode: (value) => ({ encoded: value }) },
  objects: { objects: {} },
  decode: { decode: (value) => ({ decoded: value }) },
  responseEvent: { responseEvent: 'made.response' },
  emits: { emits },
  history: { emits, historyOf: dialogOf },
  participation: { participation: (_, _me, tracker) => tracker.follow('followed') },
  dialogOf: { dialogOf },
  each: { replay: { keep: 'each', subscriptionId: idOf } },
  latest: { replay: { keep: 'latest' } },
  amendment: { replay: { keep: 'amendment', subscriptionId: idOf } },
  end: { replay: { keep: 'end', subscriptionId: idOf } },
};
const RESTORED = ['each', 'latest', 'amendment'];
const exclusive = [
  ['emits', 'history'],
  [...RESTORED, 'end'],
];

const pairs = Object.keys(features).flatMap((one, index, all) =>
  all
    .slice(index + 1)
    .filter((other) => !exclusive.some((names) => names.includes(one) && names.includes(other)))
    .map((other) => [one, other] as const),
);

/** The next frame of the made-up request; history requests of delivery are skipped. */
async function frameOf(world: ClientWorld): Promise<SentFrame> {
  for (;;) {
    const frame = await world.sent();
    if (frame.type === TYPE) return frame;
  }
}

function sequencesOf(world: ClientWorld): readonly unknown[] {
  return world.heard
    .filter(([event]) => event === MESSAGE_EVENT)
    .map(([, messages]) => (messages as Messages).changes.map(({ sequence }) => sequence));
}

/** Makes the request in one of three modes, and checks the effects of its fields on request and response. */
async function makesAndChecks(world: ClientWorld, made: AnyRequest, has: (feature: string) => boolean, mode: string) {
  const call = (): Promise<unknown> => world.client.requests.call('made', made, body, undefined);
  let result: Promise<unknown>;
  if (mode === 'made offline') {
    const connected = world.connect();
    result = call();
    await connected;
  } else {
    await world.connect();
    result = call();
  }
  const frame = await frameOf(world);
  expect(frame.body).toEqual(has('encode') ? { encoded: body } : body);

  if (has('history')) world.notify('.ams.ms.OnlineEventDistribution', consumerMessage(3));
  world.answer(frame, response);
  const read = has('objects') ? body : response;
  const expected = has('decode') ? { decoded: read } : read;
  expect(await result).toEqual(expected);

  expect(world.heard.filter(([event]) => event === 'made.response').map(([, value]) => value)).toEqual(
    has('responseEvent') ? [expected] : [],
  );
  expect(sequencesOf(world)).toEqual(has('history') ? [[3], [4]] : has('emits') ? [[3, 4]] : []);
  // A message makes the client follow its dialog.
  expect(world.client.health().dialogs).toBe((has('participation') ? 1 : 0) + (has('history') ? 1 : 0));
}

/** Checks the effects of a refusal, which says that the agent does not participate in the dialog. */
async function checksRefusal(world: ClientWorld, made: AnyRequest, has: (feature: string) => boolean): Promise<void> {
  if (!has('history')) world.notify('.ams.ms.OnlineEventDistribution', consumerMessage(9));
  const before = world.client.health().dialogs;
  const refused = world.client.requests.call('made', made, body, undefined);
  world.answer(await frameOf(world), 'not a participant', 403);
  expect(await failureOf(refused)).toMatchObject({ name: 'ResponseError', code: 403 });
  expect(world.client.health().dialogs).toBe(has('dialogOf') ? before - 1 : before);
}

/** Checks that a reconnect repeats the request if its restore policy says so. */
async function checksRestore(world: ClientWorld, has: (feature: string) => boolean): Promise<void> {
  const back = world.next('reconnected');
  await world.reconnect();
  const repeated: unknown[] = [];
  if (RESTORED.some(has)) {
    const frame = await frameOf(world);
    repeated.push(frame.body);
    world.answer(frame, response);
  }
  await back;
  const expected = has('encode') ? { encoded: body } : body;
  expect(repeated).toEqual(RESTORED.some(has) ? [expected] : []);
  const types: string[] = [];
  while (world.unread > 0) types.push((await world.sent()).type);
  expect(types).not.toContain(TYPE);
  // `end` is not repeated, and neither is the subscription that it ended.
  expect(types.includes('.made.Subscription')).toBe(false);
}

describe.each(['made while connected', 'made offline', 'traced'])('a request %s', (mode) => {
  it.each(pairs)('with %s and %s has the effects of both fields', async (one, other) => {
    const has = (feature: string): boolean => feature === one || feature === other;
    const made = entry({ ...features[one], ...features[other] });
    using world = ClientWorld.idle();
    const errors: unknown[] = [];
    world.emitter.on('error', (error: SDKError) => errors.push(error));
    world.listen('made.response', MESSAGE_EVENT);
    const traces: unknown[] = [];
    const trace = (message: unknown): void => void traces.push(message);
    if (mode === 'traced') channel('node-agent-sdk:request').subscribe(trace);

    await makesAndChecks(world, made, has, mode);
    if (has('end')) {
      const subscription = entry({ type: '.made.Subscription', ...features['each'] });
      await world.exchange('subscribe', subscription, body, response);
      await world.exchange('made', made, body, response);
    }
    await checksRefusal(world, made, has);
    await checksRestore(world, has);

    channel('node-agent-sdk:request').unsubscribe(trace);
    expect(traces.length > 0).toBe(mode === 'traced');
    expect(errors).toEqual([]);
  });
});

it('each optional field of an entry is tested, except those that only the simulator reads', () => {
  const known = Object.values(features).flatMap((fields) => Object.keys(fields));
  const names = Object.keys(requests) as (keyof typeof requests)[];
  const fields = new Set(names.flatMap((name) => Object.keys(requestNamed(name))));
  for (const name of ['type', 'responseType', 'responseCode', 'request', 'response', 'example']) fields.delete(name);

  expect([...fields].filter((name) => !known.includes(name))).toEqual([]);
});
