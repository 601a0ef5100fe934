import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { unpackWoff } from './woff.js';

const require = createRequire(import.meta.url);
const DEJAVU = '@fontsource/dejavu-sans/files/dejavu-sans-latin';
const NOTO_JP = '@fontsource/noto-sans-jp/files/noto-sans-jp-japanese';

/** A font in the two weights that documents use. */
export interface PrintFonts {
  readonly regular: Buffer;
  readonly bold: Buffer;
}

const loaded = new Map<string, PrintFonts>();

/** DejaVu Sans for documents: Latin with all extensions, Greek, Cyrillic, every currency sign. */
export function printFonts(): PrintFonts {
  return load(DEJAVU);
}

/** Noto Sans JP for what DejaVu Sans lacks: kana, kanji and the punctuation that goes with them. */
export function japanesePrintFonts(): PrintFonts {
  return load(NOTO_JP);
}

function load(family: string): PrintFonts {
  let fonts = loaded.get(family);
  if (!fonts) {
    const file = (weight: 400 | 700) =>
      unpackWoff(readFileSync(require.resolve(`${family}-${weight}-normal.woff`)));
    fonts = { regular: file(400), bold: file(700) };
    loaded.set(family, fonts);
  }
  return fonts;
}
