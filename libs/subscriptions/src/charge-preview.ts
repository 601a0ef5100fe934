import { Injectable } from '@nestjs/common';
import type {
  ForeseenChargeReason,
  ForeseenChargeView,
  SubscriptionInterval,
} from '@purser/contracts';
import { Pricing, type FrozenQuote } from '@purser/packages';
import { money, type Tx } from '@purser/platform';
import { isUnsellable } from './is-unsellable.js';
import { isClamped, periodSpan } from './periods/period-calendar.js';
import type { SubscriptionPeriod } from './subscription-period.entity.js';
import type { Subscription } from './subscription.entity.js';

const FORESEEN_CHARGES = 6;
const UNIT: Record<SubscriptionInterval, string> = { month: 'monthly', year: 'yearly' };

interface Foreseen {
  readonly period: number;
  readonly packageId: string;
  readonly chargeAt: Date;
  readonly reason: ForeseenChargeReason;
  readonly explanation: string;
}

/** The charges to come, at the prices of this moment. */
@Injectable()
export class ChargePreview {
  constructor(private readonly pricing: Pricing) {}

  /** At most six, soonest first; none where nothing will be charged as things stand. */
  async of(
    tx: Tx,
    subscription: Subscription,
    open: SubscriptionPeriod | null,
    at: Date,
  ): Promise<ForeseenChargeView[]> {
    const quotes = new Map<string, FrozenQuote | null>();
    const views: ForeseenChargeView[] = [];
    for (const charge of foreseenCharges(subscription, open)) {
      const { packageId, period, reason, explanation } = charge;
      if (!quotes.has(packageId)) quotes.set(packageId, await this.quote(tx, packageId, at));
      const quote = quotes.get(packageId) ?? null;
      const { start, end } = periodSpan(subscription, period);
      views.push({
        period,
        start: start.toISOString(),
        end: end.toISOString(),
        chargeAt: charge.chargeAt.toISOString(),
        packageId,
        tokens: quote && Number(quote.tokens),
        price: quote && priceOf(quote),
        reason,
        explanation,
      });
    }
    return views;
  }

  private async quote(tx: Tx, packageId: string, at: Date): Promise<FrozenQuote | null> {
    try {
      return await this.pricing.quotePackage(tx, { packageId, quantity: 1, at });
    } catch (error) {
      if (isUnsellable(error)) return null;
      throw error;
    }
  }
}

/** Which charges come as things stand: a retry of what is not paid, then one per period. */
export function foreseenCharges(
  subscription: Subscription,
  open: SubscriptionPeriod | null,
): Foreseen[] {
  const { status, cancelAtPeriodEnd, nextChargeAt, nextPeriod } = subscription;
  const foreseen: Foreseen[] = [];
  if (status !== 'active' && status !== 'past_due') return foreseen;
  const retryAt = open?.nextAttemptAt ?? null;
  if (open && retryAt) {
    foreseen.push({
      period: open.period,
      packageId: open.packageId,
      chargeAt: retryAt,
      reason: 'retry',
      explanation: 'This period is not paid yet: the card is tried again.',
    });
  }
  if (cancelAtPeriodEnd || nextChargeAt === null) return foreseen;
  for (let period = nextPeriod; foreseen.length < FORESEEN_CHARGES; period += 1) {
    foreseen.push(renewal(subscription, period));
  }
  return foreseen;
}

function renewal(subscription: Subscription, period: number): Foreseen {
  const { packageId, nextPackageId, nextPeriod } = subscription;
  const changes = nextPackageId !== null && period === nextPeriod;
  const reason = changes ? 'package-change' : period === 0 ? 'first' : 'renewal';
  return {
    period,
    packageId: nextPackageId ?? packageId,
    chargeAt: periodSpan(subscription, period).start,
    reason,
    explanation: explanationOf(subscription, period, reason),
  };
}

function explanationOf(
  subscription: Subscription,
  period: number,
  reason: ForeseenChargeReason,
): string {
  const clamped = isClamped(subscription, period)
    ? ' It starts on the last day of its month, which is shorter than the first one.'
    : '';
  if (reason === 'first') return 'The first period.';
  const renewed = `Period ${period + 1}, ${UNIT[subscription.interval]} from the first one on.`;
  const changed = reason === 'package-change' ? ' The package changes here.' : '';
  return `${renewed}${changed}${clamped}`;
}

const priceOf = ({ subtotalMinor, taxMinor, totalMinor, currency }: FrozenQuote) => ({
  subtotal: money(subtotalMinor, currency),
  tax: money(taxMinor, currency),
  total: money(totalMinor, currency),
});
