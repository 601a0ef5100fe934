import type { Tx } from '@purser/platform';
import type { PurchaseLot } from '@purser/wallet';
import { In } from 'typeorm';
import { Dispute, lostOf } from '../disputes/dispute.entity.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import type { RefundBasis } from './refund-arithmetic.js';
import { Refund } from './refund.entity.js';

/** What went back of a purchase so far, what is reserved included; minor units and tokens. */
export interface Returned {
  /** Gross, and the tax in it. */
  readonly minor: bigint;
  readonly taxMinor: bigint;
  readonly tokens: bigint;
  /** Gross of the refunds, and of what disputes lost, covered by tokens or not. */
  readonly awayMinor: bigint;
  /** Gross that reached the card holder. */
  readonly paidMinor: bigint;
}

/**
 * Stripe takes amounts of these currencies in tens of their smallest unit only.
 * Source: docs.stripe.com/currencies, three-decimal currencies.
 */
const IN_TENS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** Adds up the refunds and lost disputes of a purchase. Its row is locked, or the reader looks. */
export async function returnedOf(tx: Tx, purchaseId: string): Promise<Returned> {
  const { organizationId } = tx;
  const status = In(['pending', 'succeeded']);
  const refunds = await tx.findBy(Refund, { organizationId, purchaseId, status });
  const disputes = await tx.findBy(Dispute, { organizationId, purchaseId, status: 'lost' });
  const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);
  const paid = refunds.filter((refund) => refund.status === 'succeeded');
  return {
    minor: sum([
      ...refunds.map(({ amountMinor }) => amountMinor),
      ...disputes.map(({ creditedMinor }) => creditedMinor),
    ]),
    taxMinor: sum([
      ...refunds.map(({ taxMinor }) => taxMinor),
      ...disputes.map(({ creditedTaxMinor }) => creditedTaxMinor),
    ]),
    awayMinor: sum([...refunds.map(({ amountMinor }) => amountMinor), ...disputes.map(lostOf)]),
    tokens: sum(refunds.map(({ tokens }) => tokens)),
    paidMinor: sum(paid.map(({ amountMinor }) => amountMinor)),
  };
}

/** What a refund of `purchase` is computed from. */
export function refundBasis(
  purchase: TokenPurchase,
  lots: readonly PurchaseLot[],
  returned: Pick<Returned, 'minor' | 'taxMinor'>,
): RefundBasis {
  const paid = paidLot(lots);
  const bonus = lots.filter(({ isBonus }) => isBonus);
  return {
    paid,
    bonusTokens: bonus.reduce((sum, { takeable }) => sum + takeable, 0n),
    subtotalMinor: purchase.subtotalMinor,
    taxMinor: purchase.taxMinor,
    totalMinor: purchase.totalMinor,
    returnedMinor: returned.minor,
    returnedTaxMinor: returned.taxMinor,
    stepMinor: IN_TENS.has(purchase.currency) ? 10n : 1n,
  };
}

const NO_LOT = { costMinor: 0n, granted: 1n, gone: 0n, takeable: 0n };

/** The lot that was paid for; an empty one for a purchase that was never credited. */
export function paidLot(
  lots: readonly PurchaseLot[],
): Pick<PurchaseLot, 'costMinor' | 'granted' | 'gone' | 'takeable'> {
  return lots.find(({ isBonus }) => !isBonus) ?? NO_LOT;
}

/** Where the tokens of a refund are taken: bonus first, then `tokens` paid ones. */
export function takenFrom(
  lots: readonly PurchaseLot[],
  tokens: bigint,
): { lotId: string; amount: bigint }[] {
  const bonus = lots.filter(({ isBonus }) => isBonus);
  const paid = lots.filter(({ isBonus }) => !isBonus);
  return [
    ...bonus.map(({ lotId, takeable }) => ({ lotId, amount: takeable })),
    ...paid.map(({ lotId }) => ({ lotId, amount: tokens })),
  ];
}
