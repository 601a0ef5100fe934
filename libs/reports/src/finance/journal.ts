import {
  minorToDecimal,
  type DeferredRevenueView,
  type FinanceReportView,
} from '@purser/contracts';
import { DateTime } from 'luxon';
import type { Period } from '../period.js';

/** The columns of the journal for a general ledger. */
export const JOURNAL_COLUMNS = [
  'date',
  'account',
  'debit',
  'credit',
  'currency',
  'lotId',
  'purchaseReferenceId',
  'invoiceId',
  'memo',
] as const;

const DEFERRED = 'deferred_revenue';

/** What moves between deferred revenue and which account; a positive amount debits the first. */
const POSTINGS: readonly {
  of: Exclude<keyof DeferredRevenueView, 'opening' | 'closing'>;
  debit: string;
  credit: string;
  memo: string;
}[] = [
  { of: 'added', debit: 'receivables', credit: DEFERRED, memo: 'Tokens sold' },
  { of: 'recognized', debit: DEFERRED, credit: 'token_revenue', memo: 'Tokens spent' },
  { of: 'breakage', debit: DEFERRED, credit: 'breakage_revenue', memo: 'Tokens expired' },
  { of: 'refunded', debit: DEFERRED, credit: 'refunds_payable', memo: 'Tokens refunded' },
  { of: 'disputed', debit: DEFERRED, credit: 'chargebacks_payable', memo: 'Tokens voided' },
  { of: 'adjusted', debit: DEFERRED, credit: 'adjustments', memo: 'Tokens adjusted by support' },
];

/** The last day of a period in an IANA zone, as `2026-11-30`; the end itself lies in the next one. */
export function lastDay({ to }: Pick<Period, 'to'>, timeZone: string): string {
  return DateTime.fromMillis(to.getTime() - 1, { zone: timeZone }).toFormat('yyyy-MM-dd');
}

/**
 * The report as journal lines of a day: two for each movement of each lot, so debits and credits add
 * up to the same.
 */
export function* journalLines(report: FinanceReportView, date: string): Generator<unknown[]> {
  for (const lot of report.lots) {
    for (const { of, debit, credit, memo } of POSTINGS) {
      const { amount, currency } = lot[of];
      if (amount === 0) continue;
      const [from, to] = amount > 0 ? [debit, credit] : [credit, debit];
      const value = minorToDecimal(Math.abs(amount), currency);
      const rest = [currency, lot.lotId, lot.purchaseReferenceId ?? '', lot.invoiceId ?? '', memo];
      yield [date, from, value, '', ...rest];
      yield [date, to, '', value, ...rest];
    }
  }
}
