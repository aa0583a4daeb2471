import { z } from 'zod';
import { requests } from '../protocol/registry.js';
import type { CommandName, CommandInput } from './contract.js';

const id = z.string().min(1).max(300);
/** More than UMS accepts, so that a bot can be tried with it. */
const text = z.string().min(1).max(1_000_000);
const name = z.string().trim().min(1).max(100);
const file = {
  name: z.string().min(1).max(255),
  base64: z.base64(),
  caption: z.string().max(10_000).optional(),
};
const profile = z.strictObject({
  lastName: name.optional(),
  nickName: name.optional(),
  email: name.optional(),
  mobileNum: name.optional(),
  customerId: name.optional(),
});
const on = z.boolean();
const humanIn = { humanId: id, conversationId: id };

const requestName = z.string().refine((it) => Object.hasOwn(requests, it), 'expected the name of a request');

const fault = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('cut'), settings: z.strictObject({}) }),
  z.strictObject({ name: z.literal('blackhole'), settings: z.strictObject({ on }) }),
  z.strictObject({
    name: z.literal('slow'),
    settings: z.strictObject({ on, delayMs: z.number().min(1).max(60_000) }),
  }),
  z.strictObject({
    name: z.literal('refuse'),
    settings: z.strictObject({
      request: requestName,
      code: z.int().min(400).max(599),
      times: z.int().min(1).max(1_000),
    }),
  }),
  z.strictObject({ name: z.literal('kick'), settings: z.strictObject({}) }),
  z.strictObject({ name: z.literal('revoke'), settings: z.strictObject({}) }),
  z.strictObject({ name: z.literal('close'), settings: z.strictObject({ code: z.int().min(1_000).max(4_999) }) }),
]);

/** The inputs of the commands. */
export const commandSchemas = {
  addConsumer: z.strictObject({ name: name.optional(), profile: profile.optional() }),
  startConversation: z.strictObject({ consumerId: id, skill: id.optional() }),
  say: z.strictObject({ consumerId: id, conversationId: id.optional(), text }),
  click: z.strictObject({ lineId: id, title: z.string() }),
  sendFile: z.strictObject({ ...file, consumerId: id, conversationId: id.optional() }),
  typing: z.strictObject({ conversationId: id, on }),
  read: z.strictObject({ conversationId: id }),
  consumerCloses: z.strictObject({ conversationId: id }),
  rate: z.strictObject({
    conversationId: id,
    rating: z.int().min(1).max(5),
    text: z.string().max(10_000).optional(),
  }),
  addHuman: z.strictObject({ name: name.optional(), skills: z.array(id).max(50).optional() }),
  setAvailability: z.strictObject({ humanId: id, availability: z.enum(['online', 'away', 'offline']) }),
  accept: z.strictObject({ humanId: id, ringId: id }),
  reject: z.strictObject({ humanId: id, ringId: id }),
  takeOver: z.strictObject(humanIn),
  humanSays: z.strictObject({ ...humanIn, text, isPrivate: z.boolean() }),
  humanSendsFile: z.strictObject({ ...file, ...humanIn }),
  writeNote: z.strictObject({ ...humanIn, text: z.string().max(10_000) }),
  transfer: z.strictObject({
    ...humanIn,
    to: z.union([
      z.strictObject({ skill: id }),
      z.strictObject({ userId: id }),
      z.strictObject({ queue: z.literal(true) }),
    ]),
  }),
  humanCloses: z.strictObject(humanIn),
  fault,
  disarm: z.strictObject({ name: z.literal('refuse') }),
  sayAgain: z.strictObject({ lineId: id }),
  restartFrom: z.strictObject({ lineId: id }),
  sendAgain: z.strictObject({ rowId: z.int() }),
  restartBot: z.strictObject({}),
} satisfies { readonly [Name in CommandName]: z.ZodType<CommandInput<Name>> };
