import type { PurchaseStatus, PurchaseType } from '@purser/contracts';

/** Every purchase type, as the enum in the database has them. */
export const PURCHASE_TYPES = [
  'package',
  'custom',
  'subscription',
  'auto_topup',
] as const satisfies readonly PurchaseType[];

/** Every status, as the enum in the database has them. */
export const PURCHASE_STATUSES = [
  'initialized',
  'payment_pending',
  'requires_action',
  'paid',
  'completed',
  'payment_failed',
  'canceled',
  'partially_refunded',
  'refunded',
  'disputed',
  'charged_back',
] as const satisfies readonly PurchaseStatus[];

/** The statuses in which a purchase holds its organization's slot: one at a time. */
export const SLOT_STATUSES = [
  'payment_pending',
  'requires_action',
] as const satisfies readonly PurchaseStatus[];

/** Whether a purchase holds its organization's slot. */
export const holdsSlot = (status: PurchaseStatus): boolean =>
  (SLOT_STATUSES as readonly PurchaseStatus[]).includes(status);
