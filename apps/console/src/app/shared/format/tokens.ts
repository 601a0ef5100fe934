const MINUS = '\u2212';

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, {
  notation: 'compact',
  maximumFractionDigits: 1,
});

/** `369927` -> `369,927`. */
export function formatTokens(tokens: number): string {
  // A zero that was negated is a zero.
  return tokens < 0 ? MINUS + whole.format(-tokens) : whole.format(tokens || 0);
}

/** Signed, as in a ledger: `+262,500`, `−4,800` (U+2212). */
export function formatSignedTokens(tokens: number): string {
  return tokens > 0 ? `+${whole.format(tokens)}` : formatTokens(tokens);
}

/** Short, only for axes and chips: `400k`, `1.3M`. */
export function formatShortTokens(tokens: number): string {
  return short.format(tokens).replace('K', 'k');
}

/** `1 token`, `2 tokens`. */
export function tokensInWords(tokens: number): string {
  return `${formatTokens(tokens)} ${Math.abs(tokens) === 1 ? 'token' : 'tokens'}`;
}

const GROUPED = /^\d{1,3}(?:[\s,.'\u2019_]\d{2,3})*[\s,.'\u2019_]\d{3}$/;

/**
 * The digits of a whole number that a person typed, whatever separates its thousands; null when it
 * is none. What looks like a fraction (`1.5`, `12,50`) is none in any locale.
 */
export function wholeDigits(text: string): string | null {
  const typed = text.trim();
  if (/^\d+$/.test(typed)) return typed;
  return GROUPED.test(typed) ? typed.replace(/\D/g, '') : null;
}

/** What a person typed as whole tokens; null when it is not one. */
export function parseTokens(text: string): number | null {
  const digits = wholeDigits(text);
  const tokens = digits === null ? Number.NaN : Number(digits);
  return Number.isSafeInteger(tokens) ? tokens : null;
}
