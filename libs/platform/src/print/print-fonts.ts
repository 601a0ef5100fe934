import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { unpackWoff } from './woff.js';

const require = createRequire(import.meta.url);
const FILES = '@fontsource/dejavu-sans/files/dejavu-sans-latin';

const load = (weight: 400 | 700) =>
  unpackWoff(readFileSync(require.resolve(`${FILES}-${weight}-normal.woff`)));

let loaded: { regular: Buffer; bold: Buffer } | undefined;

/** DejaVu Sans for documents: Latin with all extensions, Greek, Cyrillic, every currency sign. */
export function printFonts(): { regular: Buffer; bold: Buffer } {
  loaded ??= { regular: load(400), bold: load(700) };
  return loaded;
}
