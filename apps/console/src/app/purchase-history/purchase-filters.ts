import type { PurchaseStatus, PurchaseType } from '@purser/contracts';
import { PURCHASE_STATUSES } from '../shared/badge/purchase-status.js';
import { addDays, startOfLocalDate } from '../shared/format/time.js';

/** How each type of purchase is written. */
export const PURCHASE_TYPES: Record<PurchaseType, string> = {
  package: 'Manual',
  custom: 'Manual',
  subscription: 'Subscription',
  auto_topup: 'Auto top-up',
};

/** The types one can filter by, in words that tell the two manual ones apart. */
export const TYPE_OPTIONS: { type: PurchaseType; word: string }[] = [
  { type: 'package', word: 'Package' },
  { type: 'custom', word: 'Custom amount' },
  { type: 'subscription', word: 'Subscription' },
  { type: 'auto_topup', word: 'Auto top-up' },
];

/** The statuses that have a tab, in their order; null = all. */
export const STATUS_TABS: { status: PurchaseStatus | null; word: string }[] = [
  { status: null, word: 'All' },
  { status: 'completed', word: 'Completed' },
  { status: 'requires_action', word: 'Needs action' },
  { status: 'payment_failed', word: 'Failed' },
  { status: 'partially_refunded', word: 'Partly refunded' },
  { status: 'refunded', word: 'Refunded' },
  { status: 'canceled', word: 'Canceled' },
];

/** What the list is narrowed to; dates are local and both inclusive. */
export interface PurchaseFilters {
  status: PurchaseStatus | null;
  type: PurchaseType | null;
  from: string | null;
  to: string | null;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The filters of the address; what cannot be understood there is passed over. */
export function readPurchaseFilters(
  address: Partial<Record<keyof PurchaseFilters, string | undefined>>,
): PurchaseFilters {
  const { status, type, from, to } = address;
  return {
    status: status && status in PURCHASE_STATUSES ? (status as PurchaseStatus) : null,
    type: type && type in PURCHASE_TYPES ? (type as PurchaseType) : null,
    from: from && DATE.test(from) ? from : null,
    to: to && DATE.test(to) ? to : null,
  };
}

/** The filters as the API takes them: instants, `to` exclusive. */
export function purchaseParams(filters: PurchaseFilters, timeZone: string): Record<string, string> {
  const params: Record<string, string> = {};
  if (filters.status) params['status'] = filters.status;
  if (filters.type) params['type'] = filters.type;
  if (filters.from) params['from'] = start(filters.from, timeZone);
  if (filters.to) params['to'] = start(addDays(filters.to, 1), timeZone);
  return params;
}

function start(date: string, timeZone: string): string {
  return new Date(startOfLocalDate(date, timeZone)).toISOString();
}
