import { currencyExponent, minorToDecimal, type MoneyView } from '@purser/contracts';

/** `$49.00`, `¥4,900`, `KWD 4.900`: an amount for people, exact whatever its size. */
export function moneyWords({ amount, currency }: MoneyView): string {
  const decimal = minorToDecimal(amount, currency) as `${number}`;
  // Left to itself it rounds forints and dinars to whole ones, as people there are used to.
  const digits = currencyExponent(currency);
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(decimal);
}

/** `1 token`, `12,500 tokens`. */
export function tokenWords(tokens: number): string {
  return `${tokens.toLocaleString('en-US')} ${tokens === 1 ? 'token' : 'tokens'}`;
}
