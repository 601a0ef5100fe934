import type { LedgerDayView, LedgerEntryKind, ThresholdView } from '@purser/contracts';
import { LEDGER_KINDS } from '../shared/badge/kind-mark.js';
import type { Point } from '../shared/chart/axis.js';
import { formatTokens } from '../shared/format/tokens.js';

export type EventShape = 'credit' | 'staff' | 'expiry' | 'taken' | 'alert';

/** What stands on the rail under the line. */
export interface BalanceEvent {
  atMs: number;
  shape: EventShape;
  label: string;
  before: number;
  change: number;
  after: number;
  /** The entry to explain; null where several stand for it, and for alerts. */
  entryId: string | null;
}

const TOGETHER_MS = 2_000;

const SHAPES: Partial<Record<LedgerEntryKind, EventShape>> = {
  purchase: 'credit',
  bonus: 'credit',
  subscription: 'credit',
  auto_topup: 'credit',
  reversal: 'credit',
  adjustment: 'staff',
  expiry: 'expiry',
  refund: 'taken',
  dispute: 'taken',
};

/**
 * The balance as a line from `fromMs` to `toMs`, from rows newest first. Usage slopes over the time
 * it took; everything else is a step, never smoothed.
 */
export function balanceLine(
  rows: readonly LedgerDayView[],
  fromMs: number,
  toMs: number,
  balance: number,
): Point[] {
  const line: Point[] = [];
  for (const row of rows.toReversed()) {
    const before = row.balanceAfter - row.amount;
    if (line.length === 0) line.push([fromMs, before]);
    line.push([Date.parse(row.from), before], [Date.parse(row.to), row.balanceAfter]);
  }
  if (line.length === 0) line.push([fromMs, balance]);
  line.push([toMs, balance]);
  return line;
}

/** The events of the rows, oldest first; credits of one purchase stand together. */
export function balanceEvents(rows: readonly LedgerDayView[]): BalanceEvent[] {
  const events: BalanceEvent[] = [];
  for (const row of rows.toReversed()) {
    const shape = SHAPES[row.kind];
    if (!shape) continue;
    const event: BalanceEvent = {
      atMs: Date.parse(row.from),
      shape,
      label: row.reason ?? LEDGER_KINDS[row.kind].word,
      before: row.balanceAfter - row.amount,
      change: row.amount,
      after: row.balanceAfter,
      entryId: row.entryId,
    };
    const last = events.at(-1);
    if (last && last.shape === shape && event.atMs - last.atMs < TOGETHER_MS) {
      events[events.length - 1] = joined(last, event);
    } else {
      events.push(event);
    }
  }
  return events;
}

/**
 * The alerts that fired from `fromMs` on, oldest first. They change nothing: before and after is what
 * was available then.
 */
export function alertEvents(thresholds: readonly ThresholdView[], fromMs: number): BalanceEvent[] {
  return thresholds
    .flatMap(({ crossings }) => crossings)
    .filter(({ direction, at }) => direction === 'fell' && Date.parse(at) >= fromMs)
    .map((crossing) => ({
      atMs: Date.parse(crossing.at),
      shape: 'alert' as const,
      label: `Alert, below ${formatTokens(crossing.mark)}`,
      before: crossing.available,
      change: 0,
      after: crossing.available,
      entryId: null,
    }))
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** The balance of the line at an instant, between its points. */
export function balanceAt(line: readonly Point[], atMs: number): number {
  const next = line.findIndex(([at]) => at > atMs);
  const before = line[next === -1 ? line.length - 1 : Math.max(0, next - 1)];
  const after = next > 0 ? line[next] : undefined;
  if (!before) return 0;
  if (!after || after[0] === before[0]) return before[1];
  const share = (atMs - before[0]) / (after[0] - before[0]);
  return Math.round(before[1] + share * (after[1] - before[1]));
}

/** Events that would stand closer than `gapPx` on a rail of `widthPx`, drawn as one mark. */
export function railMarks(
  events: readonly BalanceEvent[],
  fromMs: number,
  toMs: number,
  widthPx: number,
  gapPx: number,
): { percent: number; events: BalanceEvent[] }[] {
  const marks: { percent: number; events: BalanceEvent[] }[] = [];
  for (const event of events) {
    const percent = ((event.atMs - fromMs) / Math.max(1, toMs - fromMs)) * 100;
    const last = marks.at(-1);
    const near = last && ((percent - last.percent) / 100) * widthPx < gapPx;
    if (near) last.events.push(event);
    else marks.push({ percent, events: [event] });
  }
  return marks;
}

function joined(first: BalanceEvent, second: BalanceEvent): BalanceEvent {
  const label = first.label.toLowerCase().includes('bonus') ? second.label : first.label;
  return {
    ...first,
    label: first.change > 0 && second.change > 0 ? label : `${first.label}, ${second.label}`,
    change: first.change + second.change,
    after: second.after,
    entryId: first.entryId ?? second.entryId,
  };
}
