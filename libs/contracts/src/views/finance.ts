import type { MoneyView } from './common.js';

/**
 * What was paid for tokens and is not earned yet, over a period. In each row
 * `opening + added - recognized - breakage - refunded - disputed - adjusted = closing`, net of tax
 * and to the minor unit.
 */
export interface DeferredRevenueView {
  /** Deferred just before the period. */
  opening: MoneyView;
  /** Net price of what was bought in the period. */
  added: MoneyView;
  /** Cost of the tokens that were spent, less what was reversed. */
  recognized: MoneyView;
  /** Cost of the tokens that expired. */
  breakage: MoneyView;
  /** Cost of the tokens taken back for refunds. */
  refunded: MoneyView;
  /** Cost of the tokens voided by lost disputes. */
  disputed: MoneyView;
  /** Cost of the tokens that support took out or put back. */
  adjusted: MoneyView;
  /** Deferred at the end of the period. */
  closing: MoneyView;
}

/** One paid lot in the finance report. */
export interface FinanceLotView extends DeferredRevenueView {
  lotId: string;
  label: string;
  source: string;
  purchaseReferenceId: string | null;
  invoiceId: string | null;
  grantedAt: string;
  expiresAt: string | null;
  /** Tokens of the lot. */
  granted: number;
  /** Net price of the whole lot. */
  cost: MoneyView;
}

/** Deferred revenue of an organization by lot; free lots cost nothing and are left out. */
export interface FinanceReportView {
  organizationId: string;
  from: string;
  to: string;
  currency: string;
  totals: DeferredRevenueView;
  lots: FinanceLotView[];
}

/** A difference that a person has to look at. */
export interface ReconciliationCaseView {
  id: string;
  organizationId: string;
  /** For example `late-payment`, `provider-amount-differs` or `books-lots-equal-balance`. */
  kind: string;
  subjectType: string;
  subjectId: string;
  detail: string;
  /** What to do about it. */
  proposedFix: string;
  openedAt: string;
  /** When it was resolved, or the difference was gone; null while it is open. */
  resolvedAt: string | null;
}

/** How far provider, purchases, ledger and invoices are apart. `count` 0 = no drift. */
export interface ReconciliationView {
  /** Null for all organizations together. */
  organizationId: string | null;
  asOf: string;
  /** When it was compared last; null where it never was. */
  reconciledAt: string | null;
  drift: {
    /** All open cases. */
    count: number;
    /** The newest open ones, 50 at most. */
    cases: ReconciliationCaseView[];
  };
}
