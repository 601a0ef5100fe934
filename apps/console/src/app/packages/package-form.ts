import { applyEach, maxLength, required, schema, validate } from '@angular/forms/signals';
import { type CataloguePackageView, currencyExponent } from '@purser/contracts';
import { editableMoney, parseMoney } from '../shared/format/money.js';
import { formatTokens, parseTokens } from '../shared/format/tokens.js';
import type { PackageBody } from './packages-api.js';

export interface PriceRow {
  currency: string;
  amount: string;
}

/** A package as its form holds it: as people type. */
export interface PackageForm {
  name: string;
  description: string;
  tokens: string;
  bonusTokens: string;
  expires: boolean;
  validityDays: string;
  active: boolean;
  prices: PriceRow[];
}

const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 1_000;
const MOST_DAYS = 36_500;
const CURRENCY = /^[A-Z]{3}$/;

export const EMPTY_PACKAGE: PackageForm = {
  name: '',
  description: '',
  tokens: '',
  bonusTokens: '',
  expires: true,
  validityDays: '365',
  active: true,
  prices: [{ currency: 'USD', amount: '' }],
};

/** The form of a package of the catalogue. */
export function formOf(item: CataloguePackageView): PackageForm {
  return {
    name: item.name,
    description: item.description,
    tokens: formatTokens(item.tokens),
    bonusTokens: item.bonusTokens > 0 ? formatTokens(item.bonusTokens) : '',
    expires: item.validityDays !== null,
    validityDays: String(item.validityDays ?? 365),
    active: item.active,
    prices: item.prices.map((price) => ({
      currency: price.currency,
      amount: editableMoney(price),
    })),
  };
}

/** What is written; null where something typed cannot be read. */
export function bodyOf(form: PackageForm): PackageBody | null {
  const tokens = parseTokens(form.tokens);
  const bonusTokens = form.bonusTokens.trim() === '' ? 0 : parseTokens(form.bonusTokens);
  const validityDays = form.expires ? parseTokens(form.validityDays) : null;
  const prices = form.prices.map(({ currency, amount }) => ({
    currency: currency.trim().toUpperCase(),
    amount: parseMoney(amount, currency.trim().toUpperCase()),
  }));
  if (tokens === null || bonusTokens === null) return null;
  if (form.expires && validityDays === null) return null;
  return {
    name: form.name.trim(),
    description: form.description.trim(),
    tokens,
    bonusTokens,
    validityDays,
    active: form.active,
    prices: prices.flatMap(({ currency, amount }) =>
      amount === null ? [] : [{ currency, amount }],
    ),
  };
}

const wrong = (message: string) => ({ kind: 'wrong', message });

export const packageSchema = schema<PackageForm>((path) => {
  required(path.name, { message: 'Give it a name.' });
  maxLength(path.name, LONGEST_NAME, { message: `Use at most ${LONGEST_NAME} characters.` });
  maxLength(path.description, LONGEST_DESCRIPTION, {
    message: `Use at most ${formatTokens(LONGEST_DESCRIPTION)} characters.`,
  });
  validate(path.tokens, ({ value }) =>
    (parseTokens(value()) ?? 0) > 0 ? undefined : wrong('Enter a whole number above zero.'),
  );
  validate(path.bonusTokens, ({ value }) =>
    value().trim() === '' || parseTokens(value()) !== null
      ? undefined
      : wrong('Enter a whole number, or nothing.'),
  );
  validate(path.validityDays, ({ value, valueOf }) => {
    const days = parseTokens(value());
    if (!valueOf(path.expires) || (days !== null && days > 0 && days <= MOST_DAYS))
      return undefined;
    return wrong(`Enter 1 to ${formatTokens(MOST_DAYS)} days.`);
  });
  applyEach(path.prices, (price) => {
    validate(price.currency, ({ value, valueOf }) => {
      const currency = value().trim().toUpperCase();
      if (!CURRENCY.test(currency)) return wrong('Use a three-letter code.');
      const rows = valueOf(path.prices).filter(
        (row) => row.currency.trim().toUpperCase() === currency,
      );
      return rows.length > 1 ? wrong('Named twice.') : undefined;
    });
    validate(price.amount, ({ value, valueOf }) => {
      const currency = valueOf(price.currency).trim().toUpperCase();
      const minor = parseMoney(value(), currency);
      if (minor !== null && minor > 0) return undefined;
      const digits = currencyExponent(currency);
      return wrong(digits === 0 ? 'Whole amount, above zero.' : `Above zero, ${digits} decimals.`);
    });
  });
});
