import { actorView } from '@purser/platform';
import type { AdjustmentView } from '@purser/contracts';
import type { Adjustment } from '../adjustment.entity.js';

/** The wire form of an adjustment. */
export function adjustmentView(row: Adjustment, organizationName: string): AdjustmentView {
  const { checkerType, checkerId, checkerName } = row;
  return {
    id: row.id,
    organizationId: row.organizationId,
    organizationName,
    amount: Number(row.amount),
    reasonCode: row.reasonCode,
    reason: row.reason,
    status: row.status,
    maker: actorView({ type: row.makerType, id: row.makerId, name: row.makerName }),
    checker:
      checkerType === null
        ? null
        : actorView({ type: checkerType, id: checkerId, name: checkerName ?? '' }),
    decisionReason: row.decisionReason,
    entryId: row.entryId,
    createdAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}
