/** `12:01:06` */
export function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}

/** `4:12`, never below `0:00`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `1.2 ms`, `38 ms`, `1.4 s` */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** `412 B`, `214 kB` */
export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`;
  return count < 1_000_000 ? `${Math.round(count / 1_000)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

/** The last characters of an id, as the page shows it: the ids of a simulator begin alike. */
export function shortId(id: string): string {
  return id.slice(-4);
}

/** At most this many characters, then an ellipsis. */
export function inShort(text: string, length: number): string {
  return text.length <= length ? text : `${beginning(text, length - 1)}…`;
}

/** The first characters of a text, without half of a surrogate pair at its end. */
export function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
