/**
 * ISO 4217 exponents: how many decimal digits the minor unit has. JPY 0, USD 2, KWD 3.
 * Source: ISO 4217 list one; currencies not listed here have two. The ariary (MGA) is the exception:
 * its minor unit is a fifth, which no card is charged with, so it counts as having none.
 */
const ZERO = [
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'ISK',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'UGX',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
];
const THREE = ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'];

/** Digits after the decimal point of `currency` (ISO 4217, upper case): 0, 2 or 3. */
export function currencyExponent(currency: string): 0 | 2 | 3 {
  if (ZERO.includes(currency)) return 0;
  if (THREE.includes(currency)) return 3;
  return 2;
}

/** `4900 USD` -> `49.00`, `4900 JPY` -> `4900`, `4900 KWD` -> `4.900`. No grouping, `-` before. */
export function minorToDecimal(amountMinor: bigint | number, currency: string): string {
  const exponent = currencyExponent(currency);
  const minor = BigInt(amountMinor);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const sign = minor < 0n ? '-' : '';
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
