import { currencyExponent, minorToDecimal, type MoneyView } from '@purser/contracts';
import { DateTime } from 'luxon';

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

/** `1 day`, `3 days`. */
export function dayCount(days: number): string {
  return `${days.toLocaleString('en-US')} ${days === 1 ? 'day' : 'days'}`;
}

/** `Monday, June 22, 2026`: the local day of an instant. */
export function dayWords(instant: string, timeZone: string): string {
  return DateTime.fromISO(instant, { zone: timeZone, locale: 'en-US' }).toFormat(
    'cccc, LLLL d, yyyy',
  );
}

/** `Monday, June 22, 2026, 09:00 (America/New_York)`: an instant where the reader is. */
export function instantWords(instant: string, timeZone: string): string {
  const time = DateTime.fromISO(instant, { zone: timeZone }).toFormat('HH:mm');
  return `${dayWords(instant, timeZone)}, ${time} (${timeZone})`;
}
