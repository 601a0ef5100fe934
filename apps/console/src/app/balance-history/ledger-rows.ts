import type { LedgerDayView, LedgerEntryKind, LedgerEntryView } from '@purser/contracts';
import { addDays, formatInstant, formatLocalDate, localDate } from '../shared/format/time.js';
import { formatTokens } from '../shared/format/tokens.js';

/** One line of the ledger table: an entry, or the usage between two credits of a day. */
export interface LedgerRow {
  key: string;
  kind: LedgerEntryKind;
  time: string;
  /** What stands for it: a reason or a reference; how many entries are rolled up. */
  reference: string;
  amount: number;
  balanceAfter: number;
  by: string | null;
  /** The entry itself; null where several are rolled up. */
  entryId: string | null;
  /** First and last instant of the entries rolled up here. */
  from: string;
  to: string;
  entries: number;
}

/** The rows of one local day, newest first, with their sum. */
export interface LedgerDay {
  date: string;
  title: string;
  sum: number;
  rows: LedgerRow[];
}

/** In which zone, and as of when, rows are written. */
export interface RowContext {
  timeZone: string;
  nowMs: number;
}

/** Rows of `group=day`, by local day. */
export function daysOf(rows: readonly LedgerDayView[], context: RowContext): LedgerDay[] {
  return byDay(
    rows.map((row) => ({ date: row.date, row: dayRow(row, context) })),
    context,
  );
}

/** Single entries, by local day. */
export function daysOfEntries(
  entries: readonly LedgerEntryView[],
  context: RowContext,
): LedgerDay[] {
  return byDay(
    entries.map((entry) => ({
      date: localDate(entry.at, context.timeZone),
      row: entryRow(entry, context),
    })),
    context,
  );
}

/** A single entry as a row. */
export function entryRow(entry: LedgerEntryView, { timeZone, nowMs }: RowContext): LedgerRow {
  const seconds = formatInstant(entry.at, timeZone, 'millisecond', nowMs).slice(0, 8);
  return {
    key: entry.id,
    kind: entry.kind,
    time: seconds,
    reference: entry.reason ?? entry.reference,
    amount: entry.amount,
    balanceAfter: entry.balanceAfter,
    by: entry.actor.name,
    entryId: entry.id,
    from: entry.at,
    to: entry.at,
    entries: 1,
  };
}

function dayRow(row: LedgerDayView, { timeZone, nowMs }: RowContext): LedgerRow {
  const clock = (at: string) => formatInstant(at, timeZone, 'clock', nowMs);
  const time =
    row.entries > 1 && clock(row.from) !== clock(row.to)
      ? `${clock(row.from)}\u2013${clock(row.to)}`
      : clock(row.from);
  return {
    key: `${row.kind} ${row.from} ${row.balanceAfter}`,
    kind: row.kind,
    time,
    reference: row.entries > 1 ? `${formatTokens(row.entries)} entries` : (row.reason ?? 'Explain'),
    amount: row.amount,
    balanceAfter: row.balanceAfter,
    by: null,
    entryId: row.entryId,
    from: row.from,
    to: row.to,
    entries: row.entries,
  };
}

function byDay(
  dated: readonly { date: string; row: LedgerRow }[],
  context: RowContext,
): LedgerDay[] {
  const days: LedgerDay[] = [];
  for (const { date, row } of dated) {
    const last = days.at(-1);
    if (last?.date === date) {
      last.rows.push(row);
      last.sum += row.amount;
    } else {
      days.push({ date, title: dayTitle(date, context), sum: row.amount, rows: [row] });
    }
  }
  return days;
}

function dayTitle(date: string, { timeZone, nowMs }: RowContext): string {
  const today = localDate(nowMs, timeZone);
  const words = formatLocalDate(date, today);
  if (date === today) return `Today, ${words}`;
  return date === addDays(today, -1) ? `Yesterday, ${words}` : words;
}
