import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { fsyncSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** One change of a record: `[table, id, value]`, value null = removed. */
export type Change = readonly [table: string, id: string, value: unknown];

/**
 * The sandbox's memory on disk: one line of JSON per committed call. A line is in the
 * operating system's hands before the call is answered, so a killed process loses nothing
 * it acknowledged; a torn last line belongs to a call that was never answered and is ignored.
 */
export class Journal {
  private readonly path: string;
  private file: number | undefined;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, 'journal.ndjson');
  }

  /** All changes in the order they were made. */
  read(): Change[] {
    if (!existsSync(this.path)) return [];
    const lines = readFileSync(this.path, 'utf8').split('\n');
    const complete = lines.slice(0, -1);
    return complete.flatMap((line) => JSON.parse(line) as Change[]);
  }

  /** Replaces the file by one that holds only what is still true, and opens it for appending. */
  compact(changes: Iterable<Change>): void {
    const next = `${this.path}.next`;
    const file = openSync(next, 'w');
    for (const change of changes) writeSync(file, `${JSON.stringify([change])}\n`);
    fsyncSync(file);
    closeSync(file);
    renameSync(next, this.path);
    this.close();
    this.file = openSync(this.path, 'a');
  }

  append(changes: readonly Change[]): void {
    if (this.file === undefined) throw new Error('the journal is not open');
    writeSync(this.file, `${JSON.stringify(changes)}\n`);
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}
