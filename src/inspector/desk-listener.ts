import type { Line, WireRow } from './contract.js';

/** Is told what the pages have to show. */
export interface DeskListener {
  /** A new line, or a new version of a line. */
  onLine(line: Line): void;
  /** A new row, or a new version of a row. */
  onRow(row: WireRow): void;
  /** Something of the desk has changed. */
  onDesk(): void;
}
