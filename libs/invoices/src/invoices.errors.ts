import { minorToDecimal } from '@purser/contracts';
import { DomainError } from '@purser/platform';

/** A credit note would give back more than the invoice still holds. */
export class CreditExceedsInvoice extends DomainError {
  readonly problem = 'nothing-to-refund';
  constructor(number: string, leftMinor: bigint, currency: string) {
    super(`${number} can be credited by ${minorToDecimal(leftMinor, currency)} ${currency}.`, {
      creditable: { amount: Number(leftMinor), currency },
    });
  }
}

/** The standard of electronic invoices cannot state amounts of the currency exactly. */
export class NoElectronicInvoice extends DomainError {
  readonly problem = 'not-offered';
  constructor(currency: string) {
    super(`Electronic invoices state two decimals at most, ${currency} has more; use the PDF.`);
  }
}
