/** A part of a line. */
export interface JsonToken {
  readonly text: string;
  /** Key, string, number or literal. */
  readonly look?: 'jk' | 'js' | 'jn' | 'jb' | undefined;
  /** Path of the long value that this token stands for: the token is a button. */
  readonly opens?: string | undefined;
}
export type TokenLine = readonly JsonToken[];

/** An object or array stands on one line if it has at most this many characters. */
const INLINE = 56;
/** Longer strings and arrays are shown in part. */
const CHARACTERS = 240;
const ITEMS = 12;

/** Indented JSON as lines of tokens. @param opened Paths of long values that are shown whole. */
export function jsonLines(value: unknown, opened: ReadonlySet<string>): readonly TokenLine[] {
  const lines: TokenLine[] = [];
  write(value, '$', '', [], '');
  return lines;

  function write(part: unknown, path: string, indent: string, before: readonly JsonToken[], after: string): void {
    const start: readonly JsonToken[] = [...(indent === '' ? [] : [{ text: indent }]), ...before];
    const isArray = Array.isArray(part);
    if (typeof part !== 'object' || part === null) {
      lines.push(withEnd([...start, ...scalar(part, path, opened)], after));
      return;
    }
    const entries = Object.entries(part);
    if (isArray && entries.length > ITEMS && !opened.has(path)) {
      const text = `… ${entries.length.toLocaleString('en')} items`;
      lines.push(withEnd([...start, { text: '[' }, { text, opens: path }, { text: ']' }], after));
      return;
    }
    if (JSON.stringify(part).length <= INLINE) {
      lines.push(withEnd([...start, ...inlineTokens(part)], after));
      return;
    }
    lines.push([...start, { text: isArray ? '[' : '{' }]);
    entries.forEach(([key, member], index) => {
      const name: readonly JsonToken[] = isArray ? [] : [{ text: JSON.stringify(key), look: 'jk' }, { text: ': ' }];
      write(member, `${path}/${key}`, `${indent}  `, name, index === entries.length - 1 ? '' : ',');
    });
    lines.push([{ text: `${indent}${isArray ? ']' : '}'}${after}` }]);
  }
}

/** A value on one line: `{ asked: 2, name: "Ada" }`; `quoteKeys` makes it JSON. */
export function inlineTokens(value: unknown, quoteKeys = true): TokenLine {
  if (typeof value !== 'object' || value === null) return scalar(value, '', undefined);
  const isArray = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = isArray ? ['[', ']'] : ['{ ', ' }'];
  if (entries.length === 0) return [{ text: isArray ? '[]' : '{}' }];
  const members = entries.flatMap(([key, member], index): TokenLine => {
    const isBare = !quoteKeys && /^[a-z_$][\w$]*$/i.test(key);
    return [
      ...(index === 0 ? [] : [{ text: ', ' }]),
      ...(isArray ? [] : [{ text: isBare ? key : JSON.stringify(key), look: 'jk' as const }, { text: ': ' }]),
      ...inlineTokens(member, quoteKeys),
    ];
  });
  return [{ text: open }, ...members, { text: close }];
}

/** @param opened Absent: strings are shown whole. */
function scalar(value: unknown, path: string, opened: ReadonlySet<string> | undefined): TokenLine {
  if (typeof value === 'string') {
    const text = JSON.stringify(value);
    if (opened === undefined || text.length <= CHARACTERS || opened.has(path)) return [{ text, look: 'js' }];
    return [
      { text: text.slice(0, CHARACTERS), look: 'js' },
      { text: `… ${value.length.toLocaleString('en')} characters`, opens: path },
    ];
  }
  return [{ text: JSON.stringify(value) ?? 'undefined', look: typeof value === 'number' ? 'jn' : 'jb' }];
}

function withEnd(tokens: TokenLine, after: string): TokenLine {
  return after === '' ? tokens : [...tokens, { text: after }];
}
