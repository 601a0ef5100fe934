import { currencyExponent, minorToDecimal, type MoneyView } from '@purser/contracts';

const parts = new Intl.NumberFormat().formatToParts(1_234.5);
const DECIMAL = parts.find((part) => part.type === 'decimal')?.value ?? '.';

/**
 * What a person typed as money in major units, with the decimal mark of their locale: `1,234.50` in
 * USD is 123450. Null when it is none, or finer than the currency is.
 */
export function parseMoney(text: string, currency: string): MoneyView | null {
  const plain = text
    .trim()
    .replaceAll(DECIMAL, '|')
    .replace(/[\s,.'\u00a0\u202f_]/g, '');
  const found = /^(\d{1,15})(?:\|(\d*))?$/.exec(plain);
  const exponent = currencyExponent(currency);
  const fraction = found?.[2] ?? '';
  if (!found || fraction.length > exponent) return null;
  const amount = Number(`${found[1]}${fraction.padEnd(exponent, '0')}`);
  return Number.isSafeInteger(amount) ? { amount, currency } : null;
}

/** Money as it stands in a field: `1234.50`, with the decimal mark of the locale. */
export function moneyForField(money: MoneyView): string {
  return minorToDecimal(money.amount, money.currency).replace('.', DECIMAL);
}
