import type { LedgerDayView, ThresholdRehearsalView } from '@purser/contracts';

/** Share of the width and of the height, both in percent; 0 is left and below. */
export interface PlotPoint {
  x: number;
  y: number;
}

/** A stretch in which the alert stays silent, since it has fired. */
export interface FiredSpan {
  from: number;
  to: number;
}

/** What the drawing shows, in percent of its box. */
export interface HysteresisPlot {
  line: PlotPoint[];
  alerts: PlotPoint[];
  fired: FiredSpan[];
  markY: number;
  rearmY: number;
  /** Tokens at the upper edge. */
  top: number;
}

const HEAD_ROOM = 1.12;

/** The available tokens of the past days against the mark and the mark at which it arms again. */
export function hysteresisPlot(
  days: readonly LedgerDayView[],
  { last120Days }: Pick<ThresholdRehearsalView, 'last120Days'>,
  mark: number,
  rearmMark: number,
): HysteresisPlot {
  const oldestFirst = days.toReversed();
  const first = oldestFirst[0];
  const fromMs = first ? Date.parse(first.to) : Date.parse(last120Days.from);
  const toMs = Date.parse(last120Days.to);
  const span = Math.max(1, toMs - fromMs);
  const x = (at: string) => clamp(((Date.parse(at) - fromMs) / span) * 100);
  const highest = Math.max(rearmMark, ...oldestFirst.map((day) => day.availableAfter), 1);
  const top = highest * HEAD_ROOM;
  const y = (tokens: number) => clamp((tokens / top) * 100);
  const line = oldestFirst.map((day) => ({ x: x(day.to), y: y(day.availableAfter) }));
  const last = line.at(-1);
  const seen = last120Days.alerts.filter(({ at }) => Date.parse(at) >= fromMs);
  return {
    line: last ? [...line, { x: 100, y: last.y }] : line,
    alerts: seen.map(({ at, available }) => ({ x: x(at), y: y(available) })),
    fired: seen.map(({ at, recoveredAt }) => ({
      from: x(at),
      to: recoveredAt ? x(recoveredAt) : 100,
    })),
    markY: y(mark),
    rearmY: y(rearmMark),
    top,
  };
}

/** The points of a line that steps: a credit jumps, it does not slope. */
export function stepPath(line: readonly PlotPoint[]): string {
  return line
    .map(({ x, y }, index) => {
      const before = line[index - 1];
      const at = `${x.toFixed(2)} ${(100 - y).toFixed(2)}`;
      if (!before) return `M${at}`;
      return y > before.y ? `L${x.toFixed(2)} ${(100 - before.y).toFixed(2)}L${at}` : `L${at}`;
    })
    .join('');
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
