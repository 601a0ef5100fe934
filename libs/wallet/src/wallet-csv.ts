import type { LedgerDayView, LedgerEntryView, LotView, RefusalView } from '@purser/contracts';
import type { CsvColumns } from '@purser/platform';

export const ENTRY_COLUMNS: CsvColumns<LedgerEntryView> = {
  id: (row) => row.id,
  at: (row) => row.at,
  kind: (row) => row.kind,
  tokens: (row) => row.amount,
  balanceAfter: (row) => row.balanceAfter,
  availableAfter: (row) => row.availableAfter,
  reference: (row) => row.reference,
  actor: (row) => row.actor.name,
  requestId: (row) => row.requestId,
  reason: (row) => row.reason,
};

export const DAY_COLUMNS: CsvColumns<LedgerDayView> = {
  date: (row) => row.date,
  kind: (row) => row.kind,
  entries: (row) => row.entries,
  tokens: (row) => row.amount,
  balanceAfter: (row) => row.balanceAfter,
  availableAfter: (row) => row.availableAfter,
  from: (row) => row.from,
  to: (row) => row.to,
  reason: (row) => row.reason,
};

export const LOT_COLUMNS: CsvColumns<LotView> = {
  id: (row) => row.id,
  source: (row) => row.source,
  label: (row) => row.label,
  granted: (row) => row.granted,
  remaining: (row) => row.remaining,
  held: (row) => row.held,
  frozen: (row) => row.frozen,
  expiresAt: (row) => row.expiresAt,
  expired: (row) => row.expired,
  costMinor: (row) => row.cost.amount,
  currency: (row) => row.cost.currency,
  purchaseReferenceId: (row) => row.purchaseReferenceId,
  createdAt: (row) => row.createdAt,
};

export const REFUSAL_COLUMNS: CsvColumns<RefusalView> = {
  minute: (row) => row.minute,
  reason: (row) => row.reason,
  count: (row) => row.count,
  lastReference: (row) => row.lastReference,
  lastRequestId: (row) => row.lastRequestId,
  lastTokens: (row) => row.lastAmount,
};
