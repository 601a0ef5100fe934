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
