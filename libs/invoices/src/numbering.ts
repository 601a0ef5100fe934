import type { InvoiceView } from '@purser/contracts';
import type { Tx } from '@purser/platform';
import { DateTime } from 'luxon';

const PREFIX = { invoice: 'INV', credit_note: 'CN' } as const;

/** A number that was taken: it is spent when the transaction commits, given back when it fails. */
export interface TakenNumber {
  series: string;
  seriesNumber: number;
  /** As printed, for example `INV-2026-000418`. */
  number: string;
}

/** The series of a kind at an instant: one per calendar year in `timeZone`, for example `INV-2026`. */
export function seriesOf(kind: InvoiceView['kind'], at: Date, timeZone: string): string {
  const { year } = DateTime.fromJSDate(at, { zone: timeZone });
  if (!Number.isInteger(year)) throw new Error(`Unknown time zone ${timeZone}`);
  return `${PREFIX[kind]}-${year}`;
}

/** The printed form of the `seriesNumber`-th number of a series. */
export function printedNumber(series: string, seriesNumber: number): string {
  return `${series}-${String(seriesNumber).padStart(6, '0')}`;
}

/**
 * Takes the next number of a series. The series' row stays locked until `tx` ends, so numbers follow
 * the order of commits and a rollback leaves no gap.
 */
export async function takeNumber(tx: Tx, series: string): Promise<TakenNumber> {
  const [row] = (await tx.query(
    `INSERT INTO invoice_series (organization_id, series, next_number) VALUES ($1, $2, 2)
     ON CONFLICT (organization_id, series)
     DO UPDATE SET next_number = invoice_series.next_number + 1
     RETURNING next_number - 1 AS series_number`,
    [tx.organizationId, series],
  )) as [{ series_number: number }];
  const seriesNumber = row.series_number;
  return { series, seriesNumber, number: printedNumber(series, seriesNumber) };
}

/** Locks a series that exists: whoever corrects its invoices waits here for the one before. */
export async function lockSeries(tx: Tx, series: string): Promise<void> {
  await tx.query(
    'SELECT 1 FROM invoice_series WHERE organization_id = $1 AND series = $2 FOR UPDATE',
    [tx.organizationId, series],
  );
}
