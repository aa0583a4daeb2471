import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** Lines and characters that are shown at once. */
const LINES = 400;
const CHARACTERS = 300;

/** A short value stands on one line. */
const INLINE = 60;

interface Token {
  readonly text: string;
  /** Class of its colour. */
  readonly look?: 'jk' | 'js' | 'jn' | 'jb';
}

/** Numbered and coloured JSON, all of it as text. */
export function Json({
  value,
  isInline = false,
}: {
  readonly value: unknown;
  readonly isInline?: boolean;
}): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const lines = (JSON.stringify(value, undefined, 2) ?? 'undefined').split('\n');
  const shown = isWhole ? lines : lines.slice(0, LINES);
  return (
    <div class={isInline && lines.join('').length <= INLINE ? 'json inline' : 'json'}>
      {shown.map((line, index) => (
        <span class="l" key={index}>
          {tokensOf(line).map(({ text, look }, position) => (
            <span class={look} key={position}>
              {text}
            </span>
          ))}
        </span>
      ))}
      {shown.length < lines.length && (
        <button class="btn s" onClick={() => setWhole(true)}>
          Show all {lines.length} lines
        </button>
      )}
    </div>
  );
}

/** The parts of one line of indented JSON. */
export function tokensOf(line: string): readonly Token[] {
  const [, indent = '', key = '', rest = ''] = /^(\s*)("(?:[^"\\]|\\.)*": )?(.*)$/s.exec(line) ?? [];
  const [, value = '', comma = ''] = /^(.*?)(,?)$/s.exec(rest) ?? [];
  const tokens: Token[] = [{ text: indent }];
  if (key !== '') tokens.push({ text: key.slice(0, -2), look: 'jk' }, { text: ': ' });
  const look = lookOf(value);
  tokens.push({ text: shortened(value), ...(look && { look }) }, { text: comma });
  return tokens.filter(({ text }) => text !== '');
}

function lookOf(value: string): Token['look'] {
  if (value.startsWith('"')) return 'js';
  if (/^-?\d/.test(value)) return 'jn';
  return /^(true|false|null)$/.test(value) ? 'jb' : undefined;
}

function shortened(value: string): string {
  if (value.length <= CHARACTERS) return value;
  return `${value.slice(0, CHARACTERS)}… (${value.length.toLocaleString('en')} characters)`;
}
