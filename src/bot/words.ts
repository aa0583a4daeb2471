/** A text as it is compared with another one: case and spaces do not matter. */
export function wordsOf(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
