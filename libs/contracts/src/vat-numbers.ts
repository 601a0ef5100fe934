/**
 * The VAT numbers of the European Union by ISO 3166 country: an example, and the form it stands for.
 * Greece begins its numbers with EL. Source: the formats that VIES checks (ec.europa.eu, FAQ 11).
 */
const FORMS: Readonly<Record<string, readonly [example: string, form: RegExp]>> = {
  AT: ['ATU12345678', /^ATU\d{8}$/],
  BE: ['BE0123456789', /^BE[01]\d{9}$/],
  BG: ['BG123456789', /^BG\d{9,10}$/],
  CY: ['CY12345678X', /^CY\d{8}[A-Z]$/],
  CZ: ['CZ12345678', /^CZ\d{8,10}$/],
  DE: ['DE123456789', /^DE\d{9}$/],
  DK: ['DK12345678', /^DK\d{8}$/],
  EE: ['EE123456789', /^EE\d{9}$/],
  ES: ['ESX1234567X', /^ES(?:[A-Z]\d{7}[0-9A-Z]|\d{8}[A-Z])$/],
  FI: ['FI12345678', /^FI\d{8}$/],
  FR: ['FR12345678901', /^FR[0-9A-HJ-NP-Z]{2}\d{9}$/],
  GR: ['EL123456789', /^EL\d{9}$/],
  HR: ['HR12345678901', /^HR\d{11}$/],
  HU: ['HU12345678', /^HU\d{8}$/],
  IE: ['IE1234567WA', /^IE(?:\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/],
  IT: ['IT12345678901', /^IT\d{11}$/],
  LT: ['LT123456789', /^LT(?:\d{9}|\d{12})$/],
  LU: ['LU12345678', /^LU\d{8}$/],
  LV: ['LV12345678901', /^LV\d{11}$/],
  MT: ['MT12345678', /^MT\d{8}$/],
  NL: ['NL123456789B01', /^NL\d{9}B\d{2}$/],
  PL: ['PL1234567890', /^PL\d{10}$/],
  PT: ['PT123456789', /^PT\d{9}$/],
  RO: ['RO1234567890', /^RO\d{2,10}$/],
  SE: ['SE123456789001', /^SE\d{12}$/],
  SI: ['SI12345678', /^SI\d{8}$/],
  SK: ['SK1234567890', /^SK\d{10}$/],
};

/** What a VAT number of `country` (ISO 3166-1 alpha-2) looks like; null where no form is known. */
export const vatNumberExample = (country: string): string | null => FORMS[country]?.[0] ?? null;

/**
 * `taxId` as a VAT number of `country`, without the spaces, dots and hyphens that people write into
 * it; null where it has not the form of one, or no form is known. Whether it was ever given to
 * anybody is not asked.
 */
export function vatNumberOf(taxId: string | null, country: string): string | null {
  const form = FORMS[country]?.[1];
  const number = taxId?.toUpperCase().replace(/[\s.-]/g, '');
  return number !== undefined && form?.test(number) === true ? number : null;
}
