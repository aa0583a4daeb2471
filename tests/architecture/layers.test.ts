import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importsOf, importsOfSource, violationsIn } from './imports.js';

const src = new URL('../../src/', import.meta.url);

describe('the imports between the files of src', () => {
  const imports = importsOfSource();

  it('go down only', () => {
    expect(violationsIn(imports)).toEqual([]);
  });

  it('were read from every folder and file', () => {
    const withImports = readdirSync(src).filter(
      (name) => !['version.ts', 'diagnostics.ts', 'errors.ts'].includes(name),
    );

    expect([...new Set(imports.map(({ from }) => from.split('/')[0]))]).toEqual(expect.arrayContaining(withImports));
  });

  it.each(['index.ts', 'bot/index.ts', 'legacy/index.ts', 'rich-content/index.ts', 'simulator/index.ts'])(
    '%s only exports',
    (entry) => {
      const text = readFileSync(new URL(entry, src), 'utf8');

      expect(text.replace(/^export (type )?(\{[^}]*\}|\*) from '[^']+';$/gm, '').trim()).toBe('');
    },
  );
});

describe('an import line', () => {
  it.each([
    ["import { a } from './b.js';", 'rest/b.ts', false],
    ["import type { a } from './b.js';", 'rest/b.ts', true],
    ["import type * as a from '../b.js';", 'b.ts', true],
    ["import {\n  a,\n  type b,\n} from '../b.js';", 'b.ts', false],
    ["import './b.js';", 'rest/b.ts', false],
    ["export { a } from '../x/b.js';", 'x/b.ts', false],
    ["export type * from '../b.js';", 'b.ts', true],
    ["const a = await import('../b.js');", 'b.ts', false],
  ])('%s is read', (line, to, typeOnly) => {
    expect(importsOf('rest/a.ts', `\n${line}\n`)).toEqual([{ from: 'rest/a.ts', to, internal: true, typeOnly }]);
  });

  it('of a package is read by its name', () => {
    const [read] = importsOf('rest/a.ts', "import { request, type Dispatcher } from 'undici';\n");

    expect(read).toMatchObject({ to: 'undici', internal: false });
  });
});

describe('a wrong import', () => {
  it.each([
    ['errors.ts', './options.js', 'up'],
    ['version.ts', './errors.js', 'from the very bottom'],
    ['options/options.ts', '../rest/http.js', 'up'],
    ['options/options.ts', '../store/file-store.js', 'sideways'],
    ['store/file-store.ts', '../protocol/registry.js', 'up'],
    ['protocol/define.ts', '../transport/frame.js', 'sideways'],
    ['protocol/clock.ts', '../rest/http.js', 'sideways'],
    ['protocol/clock.ts', '../agent.js', 'up'],
    ['transport/connection.ts', '../protocol/registry.js', 'sideways'],
    ['transport/connection.ts', '../rest/http.js', 'sideways'],
    ['rest/login.ts', '../transport/connection.js', 'sideways'],
    ['rest/login.ts', '../protocol/define.js', 'sideways'],
    ['rest/login.ts', '../session/session.js', 'up'],
    ['session/session.ts', '../agent.js', 'up'],
    ['session/session.ts', '../events.js', 'up'],
    ['session/session.ts', '../delivery/catch-up.js', 'sideways'],
    ['delivery/catch-up.ts', '../session/session.js', 'sideways'],
    ['delivery/catch-up.ts', '../client/history.js', 'up'],
    ['rich-content/card.ts', '../session/session.js', 'sideways'],
    ['rich-content/card.ts', '../conversations/handle.js', 'up'],
    ['delivery/catch-up.ts', '../rich-content/card.js', 'sideways'],
    ['events.ts', './client/requests.js', 'sideways'],
    ['agent.ts', './simulator/index.js', 'into the simulator'],
    ['agent.ts', './legacy/index.js', 'up'],
    ['legacy/agent.ts', '../simulator/index.js', 'into the simulator'],
    ['legacy/agent.ts', '../index.js', 'sideways'],
    ['legacy/agent.ts', '../agent.js', 'into the promise API'],
    ['agent-core.ts', './messaging-client.js', 'sideways'],
    ['agent-core.ts', './agent.js', 'up'],
    ['client/requests.ts', '../agent.js', 'up'],
    ['client/requests.ts', '../rest/http.js', 'past the session'],
    ['session/session.ts', '../client/requests.js', 'up'],
    ['diagnostics.ts', './errors.js', 'from the very bottom'],
    ['index.ts', './legacy/index.js', 'sideways'],
    ['index.ts', './simulator/index.js', 'into the simulator'],
    ['index.ts', './bot/index.js', 'into the bot layer'],
    ['agent.ts', './bot/index.js', 'up'],
    ['store/store.ts', '../bot/index.js', 'up'],
    ['legacy/agent.ts', '../bot/index.js', 'into the bot layer'],
    ['simulator/platform.ts', './rehearsal/rehearse.js', 'from the platform into the rehearsal'],
    ['simulator/rehearsal/rehearse.ts', '../../bot/bot.js', 'from the rehearsal into the bot'],
    ['simulator/platform.ts', '../agent.js', 'from the simulator into the client'],
    ['simulator/platform.ts', '../options.js', 'from the simulator into the client'],
    ['simulator/platform.ts', '../rest/oauth1.js', 'from the simulator into the client'],
    ['simulator/platform.ts', '../transport/connection.js', 'from the simulator into the client'],
  ])('from %s to %s is found: it leads %s', (from, to) => {
    const planted = importsOf(from, `import { a } from '${to}';\n`);

    expect(violationsIn(planted)).toHaveLength(1);
  });

  it.each([
    ['session/session.ts', 'oauth-1.0a'],
    ['rest/caller.ts', 'oauth-1.0a'],
    ['session/lifecycle.ts', 'ws'],
    ['protocol/clock.ts', 'node:events'],
    ['transport/connection.ts', 'undici'],
    ['transport/connection.ts', 'zod'],
    ['agent.ts', 'undici'],
    ['index.ts', 'zod'],
  ])('from %s to the package %s is found', (from, to) => {
    const planted = importsOf(from, `import { a } from '${to}';\n`);

    expect(violationsIn(planted)).toHaveLength(1);
  });

  it('is found where the legacy agent imports a value of `ws` instead of types', () => {
    const [types, values] = ['import type', 'import'].map((statement) =>
      violationsIn(importsOf('legacy/conf.ts', `${statement} { ClientOptions } from 'ws';\n`)),
    );

    expect(types).toEqual([]);
    expect(values).toHaveLength(1);
  });

  it('is found in a file that belongs to no line', () => {
    expect(violationsIn(importsOf('helpers/a.ts', "import { a } from '../errors.js';\n"))).toEqual([
      'helpers/a.ts belongs to no line',
    ]);
  });
});
