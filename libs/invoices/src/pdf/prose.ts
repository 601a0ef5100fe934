import { japanesePrintFonts } from '@purser/platform';
import type { Sheet } from './sheet.js';

export type Weight = 'regular' | 'bold';

const JAPANESE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\u30fc\uff01-\uffee]/u;
const RUNS = new RegExp(`(?:${JAPANESE.source})+|(?:(?!${JAPANESE.source})[^])+`, 'gu');
/** How much longer text gets by breaking it into lines. */
const WRAPPING = 1.15;
const JAPANESE_FONT = { regular: 'regular-ja', bold: 'bold-ja' } as const;

/** Makes the Japanese fonts known to a document that needs them; others stay as small as they are. */
export function registerJapanese(sheet: Sheet, texts: readonly string[]): void {
  if (!texts.some((text) => JAPANESE.test(text))) return;
  const { regular, bold } = japanesePrintFonts();
  sheet.registerFont(JAPANESE_FONT.regular, regular);
  sheet.registerFont(JAPANESE_FONT.bold, bold);
}

/** Prints what people wrote, each run in the font that has its characters. */
export function prose(
  sheet: Sheet,
  text: string,
  { x, y, width, weight }: { x: number; y: number; width: number; weight: Weight },
): void {
  const runs = runsOf(text);
  if (runs.length === 0) return;
  const style = { width, characterSpacing: 0 };
  for (const [index, run] of runs.entries()) {
    sheet.font(fontOf(run, weight));
    const continued = index < runs.length - 1;
    if (index === 0) sheet.text(run, x, y, { ...style, continued });
    else sheet.text(run, { ...style, continued });
  }
  sheet.font(weight);
}

/** Points that `text` takes in height; at least as much as {@link prose} needs. */
export function proseHeight(sheet: Sheet, text: string, width: number, weight: Weight): number {
  if (!JAPANESE.test(text)) return sheet.font(weight).heightOfString(text, { width });
  const runs = runsOf(text);
  const length = runs.reduce(
    (sum, run) => sum + sheet.font(fontOf(run, weight)).widthOfString(run),
    0,
  );
  // Lines break before they are full, by a word at most.
  const lines = Math.ceil((length * WRAPPING) / width);
  const height = lines * sheet.font(JAPANESE_FONT[weight]).currentLineHeight(true);
  sheet.font(weight);
  return height;
}

function runsOf(text: string): string[] {
  return text.match(RUNS) ?? [];
}

function fontOf(run: string, weight: Weight): string {
  return JAPANESE.test(run) ? JAPANESE_FONT[weight] : weight;
}
