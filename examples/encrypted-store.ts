/** A store of your own: a file in which the sessions of consumers are encrypted, and its tests. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bot, FileStore, checkChange, testStore, type BotSetup, type Change, type Saved } from 'node-agent-sdk/bot';
import { rehearse } from 'node-agent-sdk/simulator';

/** Encrypts `session` and `flow`, with what consumers say. Ids, positions and timers stay readable. */
class EncryptedStore extends FileStore {
  readonly #key: Buffer;

  /** @param key 32 bytes. */
  constructor(path: string, key: Buffer) {
    super(path);
    this.#key = key;
  }

  override async *load(agent: string): AsyncIterable<Saved> {
    for await (const saved of super.load(agent)) yield { ...saved, ...converted(saved, (text) => this.#decrypt(text)) };
  }

  override async commit(agent: string, change: Change): Promise<void> {
    checkChange(agent, change); // Refuses what JSON would lose, before it is a text.
    const sealed = change.removed ? change : { ...change, ...converted(change, (value) => this.#encrypt(value)) };
    await super.commit(agent, sealed);
  }

  #encrypt(value: unknown): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  #decrypt(text: unknown): unknown {
    const bytes = Buffer.from(String(text), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString());
  }
}

/** Converts what is there: `undefined` leaves what is stored, and `null` removes it. */
function converted({ session, flow }: { session?: unknown; flow?: unknown }, convert: (value: unknown) => unknown) {
  const given = Object.entries({ session, flow }).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name, convert(value)]));
}

const makeBot = (setup: BotSetup) => {
  const bot = new Bot({ ...setup, session: () => ({ said: 'nothing' }) });
  return bot.on('text', async (chat, { text }) => {
    await chat.reply(`Before that you said: ${chat.session.said}`);
    chat.session.said = text;
  });
};
const folder = mkdtempSync(join(tmpdir(), 'encrypted-'));
const key = randomBytes(32);
let places = 0;
const tests = testStore(() => {
  const path = join(folder, `${(places += 1)}.jsonl`);
  return { open: () => new EncryptedStore(path, key) };
});
for (const { run } of tests) await run(); // In your project: for (const { name, run } of tests) test(name, run);
console.log('The store keeps the rules of a store');

const room = await rehearse(makeBot, { store: new EncryptedStore(join(folder, 'bot.jsonl'), key) });
const ada = room.consumer();
await ada.says('My PIN is 4711');
await ada.hears(/nothing$/);
await room.settled();
await room.restart();
await ada.says('What did I say?');
console.log((await ada.hears(/PIN/)).text);
console.log(
  `The file ${readFileSync(join(folder, 'bot.jsonl'), 'utf8').includes('My PIN') ? 'has' : 'does not have'} it`,
);
await room.close();
rmSync(folder, { recursive: true });
