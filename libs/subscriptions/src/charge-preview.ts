import { Injectable } from '@nestjs/common';
import type {
  ForeseenChargeReason,
  ForeseenChargeView,
  SubscriptionInterval,
} from '@purser/contracts';
import { Pricing, type FrozenQuote } from '@purser/packages';
import { money, UnitOfWork, type Tx } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import { isClamped, periodSpan } from './periods/period-calendar.js';
import { sellableQuote } from './sellable-quote.js';
import type { SubscriptionPeriod } from './subscription-period.entity.js';
import type { Subscription } from './subscription.entity.js';

const FORESEEN_CHARGES = 6;
const NOT_OFFERED = { tokens: null, price: null } as const;
const UNIT: Record<SubscriptionInterval, string> = { month: 'monthly', year: 'yearly' };

interface Foreseen {
  readonly period: number;
  readonly packageId: string;
  readonly chargeAt: Date;
  readonly reason: ForeseenChargeReason;
  readonly explanation: string;
}

/** What a charge buys, and for how much. */
type Offer = Pick<ForeseenChargeView, 'tokens' | 'price'>;

/** The charges to come: at the price that an open purchase froze, else at those of this moment. */
@Injectable()
export class ChargePreview {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly pricing: Pricing,
    private readonly purchases: Purchases,
  ) {}

  /**
   * At most six, soonest first; none where nothing will be charged as things stand. Opens
   * transactions of its own: not to be called inside of one.
   */
  async of(
    subscription: Subscription,
    open: SubscriptionPeriod | null,
    at: Date,
  ): Promise<ForeseenChargeView[]> {
    const foreseen = foreseenCharges(subscription, open);
    const { organizationId } = subscription;
    const offers = await this.unitOfWork.read(organizationId, (tx) =>
      this.offers(tx, foreseen, at),
    );
    const isRetried = foreseen.some(({ reason }) => reason === 'retry');
    const ordered = isRetried && open ? await this.ordered(open) : null;
    return foreseen.map((charge) => {
      const { packageId, period, reason, explanation } = charge;
      const { start, end } = periodSpan(subscription, period);
      const offered = offers.get(packageId) ?? NOT_OFFERED;
      return {
        period,
        start: start.toISOString(),
        end: end.toISOString(),
        chargeAt: charge.chargeAt.toISOString(),
        packageId,
        ...(reason === 'retry' ? (ordered ?? offered) : offered),
        reason,
        explanation,
      };
    });
  }

  /** What the purchase of a period froze; null where another one is ordered at the retry. */
  private async ordered({ organizationId, purchaseId }: SubscriptionPeriod): Promise<Offer | null> {
    if (purchaseId === null) return null;
    const { status, tokens, price } = await this.purchases.get(organizationId, purchaseId);
    return status === 'canceled' ? null : { tokens, price };
  }

  private async offers(
    tx: Tx,
    foreseen: readonly Foreseen[],
    at: Date,
  ): Promise<Map<string, Offer>> {
    const offers = new Map<string, Offer>();
    for (const packageId of new Set(foreseen.map((charge) => charge.packageId))) {
      offers.set(packageId, await this.offer(tx, packageId, at));
    }
    return offers;
  }

  private async offer(tx: Tx, packageId: string, at: Date): Promise<Offer> {
    const quote = await sellableQuote(tx, this.pricing, packageId, at);
    return quote ? { tokens: Number(quote.tokens), price: priceOf(quote) } : NOT_OFFERED;
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
