import type { DisputeView } from '@purser/contracts';
import { money } from '@purser/platform';
import type { FrozenTokens } from '@purser/wallet';
import { lostOf, type Dispute } from './dispute.entity.js';

/** The wire form of a dispute. */
export function disputeView(
  dispute: Dispute,
  frozen: FrozenTokens,
  organizationName: string,
): DisputeView {
  const { currency } = dispute;
  return {
    id: dispute.id,
    organizationId: dispute.organizationId,
    organizationName,
    purchaseReferenceId: dispute.purchaseId,
    providerId: dispute.providerId,
    status: dispute.status,
    reason: dispute.reason,
    amount: money(dispute.amountMinor, currency),
    lost: money(lostOf(dispute), currency),
    frozenTokens: Number(frozen.tokens),
    frozenBonusTokens: Number(frozen.bonusTokens),
    voidedTokens: Number(dispute.voidedTokens),
    voidedBonusTokens: Number(dispute.voidedBonusTokens),
    shortfall: money(dispute.shortfallMinor, currency),
    returnedTwice: money(dispute.returnedTwiceMinor, currency),
    evidenceDueBy: dispute.evidenceDueBy?.toISOString() ?? null,
    creditNoteId: dispute.creditNoteId,
    creditNoteNumber: dispute.creditNoteNumber,
    openedAt: dispute.openedAt.toISOString(),
    closedAt: dispute.closedAt?.toISOString() ?? null,
  };
}
