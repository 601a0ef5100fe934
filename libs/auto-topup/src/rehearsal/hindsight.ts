import { incrementsFor, mostThatFit } from '../increments.js';
import { monthKey } from '../month-key.js';

/** A point of the past: what was available after it. Tokens. */
export interface PastPoint {
  readonly at: Date;
  readonly availableTokens: bigint;
}

/** What a policy would have done with the past; prices are those of today. */
export interface PastPolicy {
  /** Null of a schedule. */
  readonly belowTokens: bigint | null;
  readonly incrementTokens: bigint;
  readonly mostIncrements: number;
  /** Gross, in minor units, per month of `timeZone`. */
  readonly monthlyLimitMinor: bigint;
  readonly coolDownMinutes: number;
  readonly timeZone: string;
  /** Gross price of that many increments; null where they cannot be charged at once. */
  readonly priceOf: (increments: number) => Promise<bigint | null>;
}

export interface PastTopUp {
  readonly at: Date;
  readonly tokens: bigint;
  readonly totalMinor: bigint;
}

export interface Hindsight {
  readonly topUps: readonly PastTopUp[];
  /** How often the monthly limit stood in the way. */
  readonly blocked: number;
}

/** Walks through the past, oldest first, and buys where the policy would have. */
export async function hindsight(
  policy: PastPolicy,
  points: readonly PastPoint[],
): Promise<Hindsight> {
  const topUps: PastTopUp[] = [];
  const spentMinor = new Map<string, bigint>();
  let added = 0n;
  let blocked = 0;
  for (const { at, availableTokens } of points) {
    const available = availableTokens + added;
    const wanted = wantedAt(policy, available);
    if (wanted === 0 || isCoolingDown(policy, topUps.at(-1), at)) continue;
    const month = monthKey(at, policy.timeZone);
    const left = policy.monthlyLimitMinor - (spentMinor.get(month) ?? 0n);
    const increments = await mostThatFit(wanted, async (count) => {
      const price = await policy.priceOf(count);
      return price !== null && price <= left;
    });
    if (increments === 0) {
      blocked += 1;
      continue;
    }
    const totalMinor = (await policy.priceOf(increments)) ?? 0n;
    const tokens = policy.incrementTokens * BigInt(increments);
    topUps.push({ at, tokens, totalMinor });
    spentMinor.set(month, (spentMinor.get(month) ?? 0n) + totalMinor);
    added += tokens;
  }
  return { topUps, blocked };
}

function wantedAt(policy: PastPolicy, available: bigint): number {
  const { belowTokens: below, incrementTokens: increment, mostIncrements } = policy;
  if (below === null) return 1;
  if (available >= below) return 0;
  return Math.min(mostIncrements, incrementsFor({ available, inFlight: 0n, below, increment }));
}

function isCoolingDown(
  { coolDownMinutes }: PastPolicy,
  last: PastTopUp | undefined,
  at: Date,
): boolean {
  return last !== undefined && at.getTime() - last.at.getTime() < coolDownMinutes * 60_000;
}
