import type { RefundView } from '@purser/contracts';
import { actorView, money } from '@purser/platform';
import type { Refund } from './refund.entity.js';

/** The wire form of a refund. */
export function refundView(refund: Refund, organizationName: string): RefundView {
  const { currency, amountMinor, taxMinor } = refund;
  return {
    id: refund.id,
    organizationId: refund.organizationId,
    organizationName,
    purchaseReferenceId: refund.purchaseId,
    origin: refund.origin,
    status: refund.status,
    amount: money(amountMinor, currency),
    subtotal: money(amountMinor - taxMinor, currency),
    tax: money(taxMinor, currency),
    tokens: Number(refund.tokens),
    bonusTokens: Number(refund.bonusTokens),
    shortfall: money(refund.shortfallMinor, currency),
    credited: money(refund.creditedMinor, currency),
    reason: refund.reason,
    creditNoteId: refund.creditNoteId,
    creditNoteNumber: refund.creditNoteNumber,
    failure: refund.failure,
    maker: actorView({ type: refund.actorType, id: refund.actorId, name: refund.actorName }),
    checker: checkerOf(refund),
    decisionReason: refund.decisionReason,
    createdAt: refund.createdAt.toISOString(),
    settledAt: refund.settledAt?.toISOString() ?? null,
  };
}

function checkerOf({ checkerType, checkerId, checkerName }: Refund): RefundView['checker'] {
  if (checkerType === null || checkerName === null) return null;
  return actorView({ type: checkerType, id: checkerId, name: checkerName });
}
