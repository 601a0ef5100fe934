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

/** What a person typed as whole tokens, whatever separators they used; null when it is not one. */
export function parseTokens(text: string): number | null {
  const digits = text.replace(/[\s,.'\u00a0\u202f_]/g, '');
  if (!/^\d{1,16}$/.test(digits)) return null;
  const tokens = Number(digits);
  return Number.isSafeInteger(tokens) ? tokens : null;
}
