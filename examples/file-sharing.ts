/** Downloads the consumer's files, and sends a file. */
import { Bot, FileStore, type BotSetup } from 'node-agent-sdk/bot';
import { rehearse } from 'node-agent-sdk/simulator';

const makeBot = (setup: BotSetup) => {
  const bot = new Bot({ ...setup, session: () => ({ files: 0 }) });
  bot.on('file', async (chat, { file, download }) => {
    const { size } = await download({ maxBytes: 1_000_000 });
    console.log(`Received "${file.caption}", ${file.type}, ${size} bytes`);
    chat.session.files += 1;
    // A Blob, a stream or a path works as well as a buffer.
    const receipt = Buffer.from(`Received ${size} bytes. Thank you!\n`);
    await chat.sendFile(receipt, { type: 'TXT', caption: `Receipt ${chat.session.files}` });
  });
  bot.on('text', (chat) => chat.reply('Please send a file.'));
  bot.on('error', (error) => console.error(error));
  return bot;
};

const { LP_ACCOUNT, LP_USER = '', LP_PASS = '' } = process.env;

if (LP_ACCOUNT) {
  const agent = { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS };
  const bot = makeBot({ agent, store: new FileStore('./state/files.jsonl') });
  await bot.start();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void bot.stop());
  await bot.ended;
} else {
  await using room = await rehearse(makeBot);
  const ada = room.consumer();
  await ada.says('Hello?');
  console.log((await ada.hears(/file/)).text);
  await ada.sends({ content: Buffer.alloc(2_048), fileType: 'PNG', caption: 'A photo' });
  const { event } = await ada.hears('Receipt 1');
  const file = event.type === 'ContentEvent' && event.contentType === 'hosted/file' ? event.message : undefined;
  const content = file && 'relativePath' in file ? room.simulator.file(file.relativePath) : undefined;
  console.log(`The consumer gets: ${content?.toString().trim()}`);
}
