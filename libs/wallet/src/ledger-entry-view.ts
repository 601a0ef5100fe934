import type { LedgerEntryView } from '@purser/contracts';
import { allocationsOf, allocationViews } from './allocation.js';
import type { LedgerEntry } from './ledger-entry.entity.js';
import { recordedActorView } from './recorded-actor.js';

/** The wire form of a ledger entry. */
export function ledgerEntryView(entry: LedgerEntry): LedgerEntryView {
  return {
    id: entry.id,
    organizationId: entry.organizationId,
    kind: entry.kind,
    amount: Number(entry.amount),
    balanceBefore: Number(entry.balanceBefore),
    balanceAfter: Number(entry.balanceAfter),
    availableAfter: Number(entry.availableAfter),
    reference: entry.reference,
    allocations: allocationViews(allocationsOf(entry.lots, entry.lotAmounts)),
    actor: recordedActorView(entry),
    requestId: entry.requestId,
    reason: entry.reason,
    at: entry.at.toISOString(),
  };
}
