import type ts from 'typescript';
import { notifications, requests } from 'node-agent-sdk';
import { alternativesOf, membersOf, parametersOf, type Documented } from './source.js';

/** The generated tables of the README, by the name in their markers. */
export function tablesOf(program: ts.Program): Readonly<Record<string, string>> {
  const members = (file: string, type: string): readonly Documented[] => membersOf(program, file, type);
  const types: Readonly<Record<string, { readonly type: string }>> = { ...requests, ...notifications };
  const wireType = (name: string): string => code(types[name]?.type ?? '');
  return {
    requests: table(
      ['Method', 'What it does', 'Resolves with', 'On the wire'],
      members('src/protocol/registry.ts', 'Requests').map(({ name, text, tags }) => [
        code(name),
        firstSentence(text),
        tags.get('returns') ?? '',
        wireType(name),
      ]),
    ),
    fields: table(
      ['Type', '`field`', 'What it does'],
      alternativesOf(program, { file: 'src/protocol/bodies.ts', typeName: 'ConversationField', tag: 'field' }).map(
        ({ name, tag, text }) => [code(name), code(`'${tag}'`), text],
      ),
    ),
    notifications: table(
      ['Event', 'What it says', 'On the wire'],
      members('src/protocol/registry.ts', 'Notifications')
        .filter(({ tags }) => !tags.has('deprecated'))
        .map(({ name, text }) => [code(name), firstSentence(text), wireType(name)]),
    ),
    lifecycle: table(
      ['Event', 'Handler gets', 'When'],
      members('src/events.ts', 'LifecycleEvents').map((event) => [
        code(event.name),
        parametersOf(event).map(code).join(', '),
        event.text,
      ]),
    ),
    options: optionsTable(members('src/options/options.ts', 'AgentSettings')),
    reconnect: optionsTable(members('src/options/retries.ts', 'ReconnectOptions')),
  };
}

/** The text between the markers of a table, or `undefined` without markers. */
export function tableIn(text: string, name: string): string | undefined {
  return markers(name).exec(text)?.[1];
}

export function withTable(text: string, name: string, content: string): string {
  return text.replace(markers(name), () => `<!-- table:${name} -->\n\n${content}\n\n<!-- /table:${name} -->`);
}

function markers(name: string): RegExp {
  return new RegExp(`<!-- table:${name} -->\\n\\n(.*?)\\n\\n<!-- /table:${name} -->`, 's');
}

function optionsTable(options: readonly Documented[]): string {
  return table(
    ['Option', 'Default', 'What it is'],
    options.map(({ name, text, tags }) => {
      const standard = tags.get('default');
      return [code(name), standard === undefined ? '' : code(standard), text];
    }),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
}

function code(text: string): string {
  return `\`${text}\``;
}
