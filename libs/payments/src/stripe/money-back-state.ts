import { divideHalfUp } from '@purser/platform';
import type Stripe from 'stripe';
import type { DisputeState, RefundState } from '../payment-gateway.js';
import { fromProviderAmount } from './provider-amount.js';

/** What a refund of Stripe means to Purser. */
export function refundState(refund: Stripe.Refund): RefundState {
  const isOver = refund.status === 'failed' || refund.status === 'canceled';
  return {
    providerId: refund.id,
    refundId: refund.metadata?.['refundId'] ?? null,
    paymentIntentId: idOf(refund.payment_intent),
    amountMinor: fromProviderAmount(refund.amount, refund.currency),
    currency: refund.currency.toUpperCase(),
    status: refund.status === 'succeeded' ? 'succeeded' : isOver ? 'failed' : 'pending',
    failure: isOver ? (refund.failure_reason ?? refund.status) : null,
    createdAt: new Date(refund.created * 1_000),
  };
}

const PHASES: Readonly<Record<string, DisputeState['phase']>> = {
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry',
  warning_closed: 'closed',
  prevented: 'closed',
  won: 'won',
  lost: 'lost',
};

/** What a dispute of Stripe means to Purser; a status that is not known yet holds the money. */
export function disputeState(dispute: Stripe.Dispute): DisputeState {
  const dueBy = dispute.evidence_details.due_by;
  const amountMinor = fromProviderAmount(dispute.amount, dispute.currency);
  const lostMinor = amountMinor - reinstatedOf(amountMinor, dispute.balance_transactions);
  const phase = PHASES[dispute.status] ?? 'open';
  return {
    disputeId: dispute.id,
    paymentIntentId: idOf(dispute.payment_intent),
    amountMinor,
    lostMinor,
    currency: dispute.currency.toUpperCase(),
    phase: phase === 'lost' && lostMinor === 0n ? 'won' : phase,
    reason: dispute.reason,
    evidenceDueBy: dueBy ? new Date(dueBy * 1_000) : null,
  };
}

/**
 * The share of a disputed amount that came back, 0 to all of it. What moved is in the currency of
 * the balance, which may be another one: only its proportions count.
 */
function reinstatedOf(amountMinor: bigint, moved: readonly Stripe.BalanceTransaction[]): bigint {
  let [withdrawn, reinstated] = [0n, 0n];
  for (const { amount } of moved) {
    if (amount < 0) withdrawn -= BigInt(amount);
    else reinstated += BigInt(amount);
  }
  if (reinstated >= withdrawn) return withdrawn === 0n ? 0n : amountMinor;
  return divideHalfUp(amountMinor * reinstated, withdrawn);
}

const idOf = (reference: string | { id: string } | null): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null);
