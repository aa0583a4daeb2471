import { describe, expect, it } from 'vitest';
import { importsOf, importsOfSource, violationsIn } from './imports.js';

describe('the arrows between the files of src', () => {
  const imports = importsOfSource();

  it('go down only', () => {
    expect(violationsIn(imports)).toEqual([]);
  });

  it('were read from every layer', () => {
    const read = new Set(imports.map(({ from }) => from.split('/')[0]));

    for (const place of ['index.ts', 'agent.ts', 'events.ts', 'options', 'protocol', 'transport', 'rest', 'session']) {
      expect(read).toContain(place);
    }
  });
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

describe('an arrow that is wrong', () => {
  it.each([
    ['errors.ts', './options.js', 'up'],
    ['version.ts', './errors.js', 'from the very bottom'],
    ['options', './rest/http.js', 'sideways'],
    ['protocol/define.ts', '../transport/frame.js', 'sideways'],
    ['protocol/clock.ts', '../rest/http.js', 'sideways'],
    ['protocol/clock.ts', '../agent.js', 'up'],
    ['transport/connection.ts', '../protocol/registry.js', 'sideways'],
    ['transport/connection.ts', '../rest/http.js', 'sideways'],
    ['rest/login.ts', '../transport/connection.js', 'sideways'],
    ['rest/login.ts', '../protocol/define.js', 'sideways'],
    ['rest/login.ts', '../session/session.js', 'up'],
    ['session/session.ts', '../agent.js', 'up'],
    ['session/session.ts', '../events.js', 'sideways'],
    ['agent.ts', './simulator/index.js', 'into the simulator'],
    ['agent.ts', './legacy/index.js', 'up'],
    ['legacy/agent.ts', '../simulator/index.js', 'into the simulator'],
    ['legacy/agent.ts', '../index.js', 'sideways'],
    ['client/inbox.ts', '../agent.js', 'up'],
    ['client/inbox.ts', '../rest/http.js', 'past the session'],
    ['session/session.ts', '../client/inbox.js', 'up'],
    ['diagnostics.ts', './errors.js', 'from the very bottom'],
    ['index.ts', './legacy/index.js', 'sideways'],
    ['index.ts', './simulator/index.js', 'into the simulator'],
    ['simulator/platform.ts', '../agent.js', 'from the simulator into the client'],
    ['simulator/platform.ts', '../options.js', 'from the simulator into the client'],
    ['simulator/platform.ts', '../rest/oauth1.js', 'from the simulator into the client'],
    ['simulator/platform.ts', '../transport/connection.js', 'from the simulator into the client'],
  ])('from %s to %s is found: it goes %s', (from, to) => {
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

  it('is found where the legacy agent imports more of `ws` than its types', () => {
    const [types, more] = ['import type', 'import'].map((statement) =>
      violationsIn(importsOf('legacy/conf.ts', `${statement} { ClientOptions } from 'ws';\n`)),
    );

    expect(types).toEqual([]);
    expect(more).toHaveLength(1);
  });

  it('is found where a whole session module is imported for the types of an event', () => {
    const [types, more] = ['import type', 'import'].map((statement) =>
      violationsIn(importsOf('events.ts', `${statement} { Lifecycle } from './session/lifecycle.js';\n`)),
    );

    expect(types).toEqual([]);
    expect(more).toHaveLength(1);
  });

  it('is found in a file that belongs to no layer', () => {
    expect(violationsIn(importsOf('helpers/a.ts', "import { a } from '../errors.js';\n"))).toEqual([
      'helpers/a.ts belongs to no layer',
    ]);
  });
});
