import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sfntOfWoff } from './woff.js';

const require = createRequire(import.meta.url);
const FILES = '@fontsource/dejavu-sans/files/dejavu-sans-latin';

const load = (weight: 400 | 700) =>
  sfntOfWoff(readFileSync(require.resolve(`${FILES}-${weight}-normal.woff`)));

let loaded: { regular: Buffer; bold: Buffer } | undefined;

/** DejaVu Sans: Latin with all extensions, Greek, Cyrillic and every currency sign. Read once. */
export function fonts(): { regular: Buffer; bold: Buffer } {
  loaded ??= { regular: load(400), bold: load(700) };
  return loaded;
}
