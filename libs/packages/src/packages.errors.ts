import { minorToDecimal } from '@purser/contracts';
import { DomainError } from '@purser/platform';

/** The package or custom amount has no price in the organization's currency, or is withdrawn. */
export class NotOffered extends DomainError {
  readonly problem = 'not-offered';
  constructor(what: string, currency: string) {
    super(`${what} is not offered in ${currency}. GET /api/tokens/packages lists what is.`, {
      currency,
    });
  }
}

/** Nothing can be sold yet: no legal entity is set as the seller. */
export class NoSeller extends DomainError {
  readonly problem = 'not-offered';
  constructor() {
    super('Nothing is sold yet: a platform administrator has to set the seller first.');
  }
}

/** A price was given in another currency than the organization's. */
export class CurrencyMismatch extends DomainError {
  readonly problem = 'currency-mismatch';
  constructor(given: string, expected: string) {
    super(`The organization pays in ${expected}, the price is in ${given}.`, { given, expected });
  }
}

/** The total is below what the payment provider charges at least. */
export class AmountTooSmall extends DomainError {
  readonly problem = 'amount-too-small';
  constructor(totalMinor: bigint, minimumMinor: bigint, currency: string) {
    super(
      `The total is ${minorToDecimal(totalMinor, currency)} ${currency}; the least that can be ` +
        `charged is ${minorToDecimal(minimumMinor, currency)} ${currency}. Buy more tokens.`,
      {
        total: { amount: Number(totalMinor), currency },
        minimum: { amount: Number(minimumMinor), currency },
      },
    );
  }
}

/** The total is above what the payment provider takes in one charge. */
export class AmountTooLarge extends DomainError {
  readonly problem = 'amount-too-large';
  constructor(totalMinor: bigint, maximumMinor: bigint, currency: string) {
    super(
      `The total is ${minorToDecimal(totalMinor, currency)} ${currency}; the most that can be ` +
        `charged at once is ${minorToDecimal(maximumMinor, currency)} ${currency}. Split it.`,
      {
        total: { amount: Number(totalMinor), currency },
        maximum: { amount: Number(maximumMinor), currency },
      },
    );
  }
}

/** A package of this name exists with other values. */
export class PackageExists extends DomainError {
  readonly problem = 'already-exists';
  constructor(name: string) {
    super(`A package named "${name}" exists: change that one, or take another name.`);
  }
}
