import { invalidParameter, type ApiError } from './errors.js';

const ZERO_DECIMAL = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' '),
);
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));
const TWO_DECIMAL = new Set(
  (
    'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd ' +
    'cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd ' +
    'hnl htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt ' +
    'mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub ' +
    'sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah uyu uzs wst xcd ' +
    'xcg yer zar zmw'
  ).split(' '),
);

/** Stripe's published minimum charges in minor units; others have none here. */
const LEAST_CHARGE_MINOR: Record<string, number> = {
  usd: 50,
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  kwd: 150,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
};
const MOST_CHARGE_MINOR = 99_999_999;
const MOST_CHARGE_IDR_MINOR = 999_999_999_999;

/** Decimal places of a currency's minor unit, as Stripe counts them. */
export function exponentOf(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

/** An amount for a message, for example `$12.00` or `1200 jpy`. */
export function formatAmount(amountMinor: number, currency: string): string {
  const exponent = exponentOf(currency);
  const sign = { usd: '$', eur: '€', gbp: '£' }[currency];
  const padded = String(amountMinor).padStart(exponent + 1, '0');
  const point = padded.length - exponent;
  const digits = exponent === 0 ? padded : `${padded.slice(0, point)}.${padded.slice(point)}`;
  return sign ? `${sign}${digits}` : `${digits} ${currency}`;
}

/** The lower-case currency, or Stripe's 400. */
export function knownCurrency(code: string): string {
  const currency = code.toLowerCase();
  const isKnown =
    ZERO_DECIMAL.has(currency) || THREE_DECIMAL.has(currency) || TWO_DECIMAL.has(currency);
  if (isKnown) return currency;
  const all = [...TWO_DECIMAL, ...ZERO_DECIMAL, ...THREE_DECIMAL].join(', ');
  throw invalidParameter(
    `Invalid currency: ${code}. Stripe currently supports these currencies: ${all}`,
    null,
    'currency',
  );
}

function amountError(code: string | null, message: string): ApiError {
  return invalidParameter(message, code, 'amount');
}

/** Refuses amounts that Stripe would not charge. */
export function checkChargeAmount(amountMinor: number, currency: string): void {
  const least = LEAST_CHARGE_MINOR[currency] ?? 1;
  if (amountMinor < least) {
    throw amountError(
      'amount_too_small',
      `Amount must be at least ${formatAmount(least, currency)}${currency === 'usd' ? ' usd' : ''}`,
    );
  }
  const most = currency === 'idr' ? MOST_CHARGE_IDR_MINOR : MOST_CHARGE_MINOR;
  if (amountMinor > most) {
    throw amountError(
      'amount_too_large',
      `Amount must be no more than ${formatAmount(most, currency)}`,
    );
  }
  if (THREE_DECIMAL.has(currency) && amountMinor % 10 !== 0) {
    throw amountError(
      'invalid_charge_amount',
      `Invalid amount: ${currency} has three decimals and its last digit must be 0 ` +
        `(for example ${amountMinor - (amountMinor % 10)}).`,
    );
  }
}
