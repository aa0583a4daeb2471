/** Shows one product on each channel, as rich as the channel allows, and recognises the consumer's choice. */
import { Bot, FileStore, type BotSetup, type Chat } from 'node-agent-sdk/bot';
import {
  asText,
  button,
  card,
  check,
  limits,
  link,
  listPicker,
  type Channel,
  type RichMessage,
} from 'node-agent-sdk/rich-content';
import { rehearse } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT, LP_USER = '', LP_PASS = '' } = process.env;

/** UMS does not name the channel. In this account each channel has a skill of its own. */
const CHANNELS: ReadonlyMap<string, Channel> = new Map([
  ['10', 'web'],
  ['20', 'facebook'],
  ['30', 'whatsapp'],
  ['40', 'apple'],
  ['50', 'sms'],
]);
const channelOf = (chat: Chat): Channel => CHANNELS.get(chat.now?.skillId ?? '') ?? 'sms';

const buy = button('Buy', undefined, { id: 'buy-coffee' });
const shop = button('Shop', link('https://shop.example/coffee'));

function coffee(channel: Channel): RichMessage {
  const parts = { title: 'Coffee', subtitle: '250 g, 8 euros', alt: 'Coffee: buy it, or see the shop' };
  if (channel === 'apple') {
    const entries = [{ id: 'buy-coffee', title: 'Buy', subtitle: parts.subtitle }];
    return listPicker({ received: 'Coffee', sections: [{ entries }] });
  }
  // No links in cards: the address stands in the text.
  if (channel === 'whatsapp') parts.subtitle = '8 euros, shop.example';
  return { content: card({ ...parts, buttons: channel === 'whatsapp' ? [buy] : [buy, shop] }, channel) };
}

const makeBot = (setup: BotSetup) => {
  const bot = new Bot(setup);
  async function show(chat: Chat, message: RichMessage, channel: Channel) {
    if (limits[channel].cards.length === 0) return chat.reply(asText(message));
    check(message, channel);
    const { content, metadata } = message;
    const dialogId = chat.now?.openDialog?.id ?? chat.id;
    return bot.agent.publishEvent({ dialogId, event: { type: 'RichContentEvent', content } }, { metadata });
  }

  bot.hears(/^buy$/i, (chat) => chat.reply(`One coffee is yours (${channelOf(chat)}).`));
  bot.on('text', (chat) => show(chat, coffee(channelOf(chat)), channelOf(chat)));
  bot.on('error', (error) => console.error(error));
  return bot;
};

if (LP_ACCOUNT) {
  const agent = { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS };
  const bot = makeBot({ agent, store: new FileStore('./state/cards.jsonl') });
  await bot.start();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void bot.stop());
  await bot.ended;
} else {
  const agents = [{ username: 'bot', skillIds: [...CHANNELS.keys()] }];
  await using room = await rehearse(makeBot, { simulator: { agents, skills: [] } });
  for (const skillId of CHANNELS.keys()) {
    const consumer = room.simulator.consumer({}, { start: { skillId } });
    await consumer.says('Coffee?');
    console.log((await consumer.hears(/Buy/)).text.replaceAll('\n', ' | '));
    await consumer.says('Buy');
    console.log((await consumer.hears(/yours/)).text);
  }
}
