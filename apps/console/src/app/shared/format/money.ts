import { currencyExponent, minorToDecimal, type MoneyView } from '@purser/contracts';

const formats = new Map<string, Intl.NumberFormat>();

/** Money with its currency's real exponent: `$225.00`, `¥4,900`, `KWD 4.900`. */
export function formatMoney(money: MoneyView): string {
  const { amount, currency } = money;
  // As a decimal string the amount stays exact; a float would not.
  const text = minorToDecimal(amount < 0 ? -amount : amount, currency);
  const formatted = format(currency).format(text as Intl.StringNumericLiteral);
  return amount < 0 ? `\u2212${formatted}` : formatted;
}

/** The price of 1,000 tokens, for display only: `$0.90`. Null when there is nothing to divide by. */
export function pricePerThousand(price: MoneyView, tokens: number): string | null {
  if (tokens <= 0) return null;
  const major = (price.amount * 1_000) / tokens / 10 ** currencyExponent(price.currency);
  return format(price.currency).format(major);
}

/** A decimal string in major units, as tier prices come: `0.92 USD` -> `$0.92`. */
export function formatDecimal(decimal: string, currency: string): string {
  return format(currency).format(decimal as Intl.StringNumericLiteral);
}

/** What a person typed as an amount of `currency`, in minor units; null when it is none. */
export function parseMoney(text: string, currency: string): number | null {
  return parseDecimal(text, currencyExponent(currency));
}

/**
 * What a person typed as a decimal of this locale, times 10 to the power of `digits`; null when it is
 * none or has more digits than that. Never goes through a float: `0.29` is 29, not 28.999….
 */
export function parseDecimal(text: string, digits: number): number | null {
  const separator = decimalSeparator();
  const [whole = '', fraction = '', ...rest] = text.trim().split(separator);
  const grouped = whole.replace(/[\s.,'\u2019\u00a0\u202f_]/g, '');
  if (rest.length > 0 || fraction.length > digits) return null;
  if (!/^\d{1,15}$/.test(grouped) || !/^\d*$/.test(fraction)) return null;
  const scaled = Number(grouped + fraction.padEnd(digits, '0'));
  return Number.isSafeInteger(scaled) ? scaled : null;
}

/** An amount as a person types it: `22500 USD` -> `225.00`, with the separator of the locale. */
export function editableMoney(money: MoneyView): string {
  return minorToDecimal(money.amount, money.currency).replace('.', decimalSeparator());
}

function decimalSeparator(): string {
  const parts = new Intl.NumberFormat().formatToParts(1.1);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** The difference `a - b`, both in the same currency. */
export function minusMoney(a: MoneyView, b: MoneyView): MoneyView {
  return { amount: a.amount - b.amount, currency: a.currency };
}

function format(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known) return known;
  const digits = currencyExponent(currency);
  const made = new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(currency, made);
  return made;
}
