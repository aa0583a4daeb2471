import { stripVTControlCharacters } from 'node:util';

const MAX_LINES = 20;
const MAX_LENGTH = 8_000;

/** The last lines that a process has printed. */
export class OutputTail {
  #text = '';

  add(text: string): void {
    this.#text = (this.#text + text).slice(-MAX_LENGTH);
  }

  /** Without colours. */
  get lines(): string {
    return stripVTControlCharacters(this.#text).trimEnd().split('\n').slice(-MAX_LINES).join('\n');
  }
}
