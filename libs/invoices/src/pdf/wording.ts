import { minorToDecimal, type InvoiceView, type MoneyView } from '@purser/contracts';
import { DateTime } from 'luxon';

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region' });

const BRANDS: Readonly<Record<string, string>> = {
  amex: 'American Express',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

/** `123456 USD` -> `1,234.56`, with the currency's real number of decimals. */
export function grouped({ amount, currency }: MoneyView): string {
  const [whole = '', fraction] = minorToDecimal(amount, currency).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** `18 June 2026`, the day in `timeZone`. */
export function printedDay(instant: string, timeZone: string): string {
  return DateTime.fromISO(instant, { zone: timeZone }).setLocale('en').toFormat('d LLLL yyyy');
}

/** `US` -> `United States`. */
export function countryName(country: string): string {
  return COUNTRIES.of(country) ?? country;
}

/** What stands before the tax: the rate, or why there is none. */
export function taxLabel(invoice: InvoiceView): string {
  if (invoice.taxTreatment === 'reverse_charge') return 'Tax (reverse charge)';
  if (invoice.taxTreatment === 'exempt') return 'Tax (exempt)';
  return `Tax (${invoice.taxRatePercent}%)`;
}

/** `visa` `4242` -> `Visa ending 4242`. */
export function cardName({ brand, last4 }: { brand: string; last4: string }): string {
  const name = BRANDS[brand] ?? brand.charAt(0).toUpperCase() + brand.slice(1);
  return `${name} ending ${last4}`;
}

/** The sentences under the totals. */
export function notes(invoice: InvoiceView): string[] {
  const { corrects, paidWith, taxNote, total } = invoice;
  const amount = `${total.currency} ${grouped(total)}`;
  const settled =
    invoice.kind === 'credit_note'
      ? `${amount} given back.`
      : `Paid in full: ${amount}${paidWith ? `, ${cardName(paidWith)}` : ''}. Nothing is due.`;
  return [
    ...(corrects
      ? [`This credit note corrects invoice ${corrects.number}. Reason: ${corrects.reason}`]
      : []),
    ...(taxNote === null ? [] : [taxNote]),
    settled,
  ];
}
