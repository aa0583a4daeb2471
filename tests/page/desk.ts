import type { Page } from 'playwright-core';
import { buildPage, type BuiltPage } from '../../.ci/build-page.mjs';
import { MemoryStore, type Bot, type BotSetup } from '../../src/bot/index.js';
import { startInspector, type Inspector } from '../../src/inspector/inspector.js';
import { Simulator, type SimulatorOptions } from '../../src/simulator/index.js';
import { openPage } from './browser/launch.js';

let building: Promise<BuiltPage> | undefined;

/** The platform of a desk with its page and a bot, all in this process. */
export class DeskUnderTest implements AsyncDisposable {
  private constructor(
    readonly simulator: Simulator,
    readonly inspector: Inspector,
    readonly bot: Bot,
  ) {}

  static async start(makeBot: (setup: BotSetup) => Bot, options: SimulatorOptions = {}): Promise<DeskUnderTest> {
    const skills = ['bot', 'humans'];
    const simulator = await Simulator.start({
      agents: [{ username: 'greeter', skillIds: ['bot'] }],
      skills: skills.map((id) => ({ id, name: id })),
      ...options,
    });
    const page = await (building ??= buildPage());
    const inspector = await startInspector(simulator, { page, skills, survey: options.survey ?? false });
    const bot = makeBot({ agent: simulator.agentOptions(), store: new MemoryStore() });
    await bot.start();
    return new DeskUnderTest(simulator, inspector, bot);
  }

  /** Opens the page, and waits until it shows the bot. */
  async open(options?: Parameters<typeof openPage>[1]): Promise<DeskPage> {
    const page = await openPage(this.inspector.address, options);
    await page.getByLabel('Status', { exact: true }).getByText('Online').waitFor();
    return new DeskPage(page);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bot.stop();
    await this.inspector.close();
    await this.simulator.close();
  }
}

/** What a reader of the page does, by roles and names. */
export class DeskPage {
  constructor(readonly page: Page) {}

  region(name: string): ReturnType<Page['getByRole']> {
    return this.page.getByRole('region', { name, exact: true });
  }

  async click(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Says something in the field of the shown side. */
  async say(text: string, field = /^(Private m|M)essage as/): Promise<void> {
    const box = this.page.getByRole('textbox', { name: field });
    await box.fill(text);
    await box.press('Enter');
  }

  /** Adds a consumer who says hello, and waits for what the bot of the tests answers. */
  async greets(): Promise<void> {
    await this.click('Add consumer');
    await this.say('Hello');
    await this.hears('greeter, You said: Hello');
  }

  /** Waits for a line whose name begins so: who, what. */
  async hears(start: string): Promise<void> {
    await this.line(start).first().waitFor();
  }

  line(start: string): ReturnType<Page['getByRole']> {
    return this.page.getByRole('listitem', { name: new RegExp(`^${escaped(start)}`) });
  }

  /** Waits until the control with this name has the focus. */
  async focused(name: string): Promise<void> {
    await this.page.locator(`[aria-label="${name}"]:focus`).waitFor();
  }

  row(name: RegExp): ReturnType<Page['getByRole']> {
    return this.region('Wire').getByRole('button', { name });
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
