import { money } from '@purser/platform';
import type { LotView } from '@purser/contracts';
import { isExpired } from './books/burn-order.js';
import type { Lot } from './lot.entity.js';

/** The wire form of a lot at `at`. */
export function lotView(lot: Lot, at: Date): LotView {
  return {
    id: lot.id,
    source: lot.source,
    label: lot.label,
    granted: Number(lot.granted),
    remaining: Number(lot.remaining),
    held: Number(lot.held),
    frozen: Number(lot.frozen),
    priority: lot.priority,
    effectiveAt: lot.effectiveAt.toISOString(),
    expiresAt: lot.expiresAt?.toISOString() ?? null,
    expired: isExpired(lot, at),
    cost: money(lot.costMinor, lot.currency),
    purchaseReferenceId: lot.purchaseReferenceId,
    createdAt: lot.createdAt.toISOString(),
  };
}
