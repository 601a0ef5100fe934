/**
 * How well `words` fit what was typed: 0 = not at all. Each typed word must begin a word or stand
 * inside one; beginnings count more, and earlier words more than later ones.
 */
export function fit(words: string, typed: string): number {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (parts.length === 0) return 1;
  const text = words.toLowerCase();
  let sum = 0;
  for (const part of parts) {
    const at = text.indexOf(part);
    if (at < 0) return 0;
    const begins = at === 0 || /[\s/-]/.test(text[at - 1] ?? '');
    sum += (begins ? 100 : 10) - Math.min(at, 9);
  }
  return sum / parts.length;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What a text that was typed or pasted may be, beside the name of a page. */
export type Pasted = 'id' | 'text' | 'nothing';

/** Shorter texts are names of pages on their way, not references. */
const LEAST_LENGTH = 3;

export function kindOfText(text: string): Pasted {
  if (UUID.test(text)) return 'id';
  return text.length >= LEAST_LENGTH ? 'text' : 'nothing';
}
