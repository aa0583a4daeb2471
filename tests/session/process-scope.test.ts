import { describe, expect, it } from 'vitest';
import { Agent, ProcessScope, type AgentOptions } from '../../src/index.js';
import { Network } from '../../src/rest/network.js';
import { ScriptedPlatform } from '../support/scripted-platform.js';

async function connect(platform: ScriptedPlatform, more: Partial<AgentOptions>): Promise<void> {
  await using agent = new Agent({ ...platform.options, autoConnect: false, ...more });
  await agent.connect();
}

describe('agents in one process scope', () => {
  it.each([
    ['the default one', undefined],
    ['one that was given', new ProcessScope()],
  ])('share domain lookups: %s', async (_, scope) => {
    await using platform = await ScriptedPlatform.start();

    await connect(platform, { scope });
    await connect(platform, { scope });

    expect(platform.requestCounts).toMatchObject({ directory: 1, login: 2 });
  });

  it('share one TLS context', async () => {
    const scope = new ProcessScope();
    const url = new URL('wss://va.example.net/');
    const contextOf = async (one: ProcessScope | undefined) =>
      (await new Network({ proxy: false, scope: one }).socketOptions(url)) as { readonly secureContext: object };

    const { secureContext } = await contextOf(scope);

    expect((await contextOf(scope)).secureContext).toBe(secureContext);
    expect((await contextOf(new ProcessScope())).secureContext).not.toBe(secureContext);
    expect((await contextOf(undefined)).secureContext).toBe((await contextOf(undefined)).secureContext);
  });
});

describe('agents in different process scopes', () => {
  it('look up domains separately', async () => {
    await using platform = await ScriptedPlatform.start();

    await connect(platform, {});
    await connect(platform, { scope: new ProcessScope() });
    await connect(platform, { scope: new ProcessScope() });

    expect(platform.requestCounts.directory).toBe(3);
  });
});
