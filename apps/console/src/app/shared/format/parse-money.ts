import { currencyExponent, minorToDecimal, type MoneyView } from '@purser/contracts';
import { wholeDigits } from './tokens.js';

const parts = new Intl.NumberFormat().formatToParts(1_234.5);
const DECIMAL = parts.find((part) => part.type === 'decimal')?.value ?? '.';

/**
 * What a person typed as money in major units, with the decimal mark of their locale: `1,234.50` in
 * USD is 123450. Null when it is none, or finer than the currency is; the mark of another locale is
 * none, so `12,50` is never taken for 1,250.
 */
export function parseMoney(text: string, currency: string): MoneyView | null {
  const [typed = '', fraction = '', ...more] = text.trim().split(DECIMAL);
  const digits = wholeDigits(typed);
  const exponent = currencyExponent(currency);
  if (digits === null || more.length > 0 || !/^\d*$/.test(fraction)) return null;
  if (fraction.length > exponent) return null;
  const amount = Number(`${digits}${fraction.padEnd(exponent, '0')}`);
  return Number.isSafeInteger(amount) ? { amount, currency } : null;
}

/** Money as it stands in a field: `1234.50`, with the decimal mark of the locale. */
export function moneyForField(money: MoneyView): string {
  return minorToDecimal(money.amount, money.currency).replace('.', DECIMAL);
}
