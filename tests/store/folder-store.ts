import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyChange, checkChange, type Change, type Saved, type Store } from 'node-agent-sdk/bot';

/** A JSON file for each conversation, in a folder for each agent. */
export class FolderStore implements Store {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async *load(agent: string): AsyncIterable<Saved> {
    const folder = this.#folderOf(agent);
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.json')) yield JSON.parse(readFileSync(join(folder, name), 'utf8')) as Saved;
    }
  }

  async commit(agent: string, change: Change): Promise<void> {
    checkChange(agent, change);
    const path = join(this.#folderOf(agent), `${encodeURIComponent(change.conversationId)}.json`);
    const saved = applyChange(readIfAny(path), change);
    if (saved === undefined) {
      rmSync(path, { force: true });
      return;
    }
    // Renamed when it is complete: a process that is killed leaves the old file or the new one.
    writeFileSync(`${path}.next`, JSON.stringify(saved));
    renameSync(`${path}.next`, path);
  }

  #folderOf(agent: string): string {
    const folder = join(this.#folder, encodeURIComponent(agent));
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

function readIfAny(path: string): Saved | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Saved;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
