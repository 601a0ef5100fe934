import type { PastAlertView } from '@purser/contracts';
import { turnsOf, type Hysteresis, type Marks, type Peak } from './hysteresis.js';

/** A point of the past: what was available after it. Tokens. */
export interface PastPoint {
  readonly at: Date;
  readonly availableTokens: bigint;
  /** Whether a purchase, a subscription or a top-up credited it. */
  readonly isPurchase: boolean;
  /** Tokens used since the point before. */
  readonly usedTokens: bigint;
}

/** Where the threshold would have stood after `point`; null where it could not be told. */
export type MarksAt = (point: PastPoint, index: number) => Marks | null;

/** The alerts that a threshold would have sent, walking through the past, oldest first. */
export function hindsight(
  points: readonly PastPoint[],
  marksAt: MarksAt,
  coolDownMinutes: number,
): PastAlertView[] {
  const alerts: PastAlertView[] = [];
  let state: Pick<Hysteresis, 'state' | 'firedAt' | 'coolDownUntil'> = {
    state: 'armed',
    firedAt: null,
    coolDownUntil: null,
  };
  for (const [index, point] of points.entries()) {
    const marks = marksAt(point, index);
    if (!marks) continue;
    const { at, availableTokens } = point;
    const coolDownEnd = stoodAt(state.coolDownUntil, points[index - 1], point);
    const sight = { at, availableTokens, lastCredit: null, coolDownEnd };
    for (const turn of turnsOf({ ...state, ...marks, coolDownMinutes }, sight)) {
      const last = alerts.at(-1);
      if (turn === 'recovered') {
        if (last) last.recoveredAt = at.toISOString();
        state = { state: 'armed', firedAt: state.firedAt, coolDownUntil: null };
        continue;
      }
      const coolDownUntil = new Date(at.getTime() + coolDownMinutes * 60_000);
      state = { state: 'fired', firedAt: at, coolDownUntil };
      alerts.push({
        at: at.toISOString(),
        available: Number(availableTokens),
        mark: Number(marks.markTokens),
        recoveredAt: null,
      });
    }
  }
  return alerts;
}

/** What stood at `instant` where that lies between two points: what the first of them left. */
function stoodAt(
  instant: Date | null,
  before: PastPoint | undefined,
  { at }: PastPoint,
): Peak | undefined {
  if (!instant || !before || instant < before.at || instant > at) return undefined;
  return { at: instant, availableTokens: before.availableTokens };
}
