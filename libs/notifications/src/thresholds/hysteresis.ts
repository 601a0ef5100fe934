import type { ThresholdKind, ThresholdState } from '@purser/contracts';

/** Where a threshold fires (strictly below) and where it is armed again (at or above). Tokens. */
export interface Marks {
  readonly markTokens: bigint;
  readonly rearmTokens: bigint;
}

/** What a threshold is a share of, or how much some days use; null where it cannot be told. */
export interface MarkSource {
  /** Available after the last purchase, subscription or top-up credit. */
  readonly baseTokens: bigint | null;
  /** What the days of runway would use. */
  readonly runwayTokens: bigint | null;
}

/** How far a threshold has come. */
export interface Hysteresis extends Marks {
  readonly state: ThresholdState;
  readonly firedAt: Date | null;
  readonly coolDownMinutes: number;
  /** Not armed again before; null once it was looked at what stood when the cool-down ended. */
  readonly coolDownUntil: Date | null;
}

/** What was available at an instant of the past; it may be spent again by now. */
export interface Peak {
  readonly at: Date;
  readonly availableTokens: bigint;
}

/** What is looked at: the present, the last purchase, and what else it was told of. */
export interface Sight extends Peak {
  readonly lastCredit: Peak | null;
  readonly rise?: Peak | undefined;
  /** What was available when the cool-down ended; it may have stood there since long before. */
  readonly coolDownEnd?: Peak | undefined;
}

export type Turn = 'recovered' | 'fell';

const MINUTE_MS = 60_000;

const ceilDivide = (numerator: bigint, denominator: bigint): bigint =>
  (numerator + denominator - 1n) / denominator;

/** The marks of a threshold, or null while its source cannot be told. */
export function marksOf(
  { kind, value, bandPercent }: { kind: ThresholdKind; value: bigint; bandPercent: number },
  { baseTokens, runwayTokens }: MarkSource,
): Marks | null {
  const band = 100n + BigInt(bandPercent);
  if (kind === 'tokens') return { markTokens: value, rearmTokens: ceilDivide(value * band, 100n) };
  if (kind === 'runwayDays') {
    if (runwayTokens === null) return null;
    return { markTokens: runwayTokens, rearmTokens: ceilDivide(runwayTokens * band, 100n) };
  }
  if (baseTokens === null) return null;
  const rearmTokens = ceilDivide(baseTokens * value * band, 10_000n);
  return {
    markTokens: ceilDivide(baseTokens * value, 100n),
    // A full refill lands on the base itself: above it a threshold would never be armed again.
    rearmTokens: rearmTokens > baseTokens ? baseTokens : rearmTokens,
  };
}

/** How the state changes at what is seen, in order; empty where it stays. */
export function turnsOf(threshold: Hysteresis, sight: Sight): Turn[] {
  const { state, markTokens } = threshold;
  const recovers = state === 'fired' && hasRecovered(threshold, sight);
  const isArmed = state === 'armed' || recovers;
  return [
    ...(recovers ? (['recovered'] as const) : []),
    ...(isArmed && sight.availableTokens < markTokens ? (['fell'] as const) : []),
  ];
}

/** A refill counts however much of it was spent until somebody looked. */
function hasRecovered(threshold: Hysteresis, sight: Sight): boolean {
  const { firedAt, coolDownMinutes, coolDownUntil, rearmTokens } = threshold;
  if (sight.availableTokens >= rearmTokens)
    return coolDownUntil === null || sight.at >= coolDownUntil;
  if (firedAt === null) return false;
  const from = coolDownUntil ?? new Date(firedAt.getTime() + coolDownMinutes * MINUTE_MS);
  return [sight.lastCredit, sight.rise, sight.coolDownEnd].some(
    (peak) => peak && peak.at > firedAt && peak.at >= from && peak.availableTokens >= rearmTokens,
  );
}
