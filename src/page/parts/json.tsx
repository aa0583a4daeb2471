import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { inlineTokens, jsonLines, type JsonToken, type TokenLine } from '../json-lines.js';

/** Lines that are shown at once. */
const LINES = 400;
/** A short value stands on one line. */
const SHORT = 60;

/** Numbered and coloured JSON, all of it as text. Long values open on a click. */
export function Json({ value }: { readonly value: unknown }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(() => jsonLines(value, opened), [value, opened]);
  const shown = isWhole ? lines : lines.slice(0, LINES);
  return (
    <div class="json">
      {shown.map((line, index) => (
        <span class="l" key={index}>
          <Tokens line={line} onOpen={(path) => setOpened(new Set([...opened, path]))} />
        </span>
      ))}
      {shown.length < lines.length && (
        <button class="btn s" onClick={() => setWhole(true)}>
          Show all {lines.length.toLocaleString('en')} lines
        </button>
      )}
    </div>
  );
}

/** A short value on one line with bare keys; a longer one as `Json`. */
export function ShortJson({ value }: { readonly value: unknown }): JSX.Element {
  const isShort = (JSON.stringify(value) ?? '').length <= SHORT;
  if (!isShort) return <Json value={value} />;
  return (
    <code class="short">
      <Tokens line={inlineTokens(value, false)} />
    </code>
  );
}

function Tokens({ line, onOpen }: { readonly line: TokenLine; readonly onOpen?: (path: string) => void }): JSX.Element {
  return (
    <>
      {line.map(({ text, look, opens }: JsonToken, position) =>
        opens === undefined ? (
          <span class={look} key={position}>
            {text}
          </span>
        ) : (
          <button class="more" key={position} onClick={() => onOpen?.(opens)}>
            {text}
          </button>
        ),
      )}
    </>
  );
}
