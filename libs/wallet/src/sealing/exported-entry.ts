import type { ActorView, ExportedLedgerEntryView, LedgerEntryKind } from '@purser/contracts';
import type { SealedEntry } from './sealed-entry.js';

/** The wire form of a sealed entry; `previousSeal` is the seal before its commit. */
export function exportedEntry(
  entry: SealedEntry,
  previousSeal: string | null,
): ExportedLedgerEntryView {
  return {
    id: entry.id,
    organizationId: entry.organizationId,
    walletId: entry.walletId,
    sequence: Number(entry.seq),
    kind: entry.kind as LedgerEntryKind,
    amount: Number(entry.amount),
    balanceBefore: Number(entry.balanceBefore),
    balanceAfter: Number(entry.balanceAfter),
    availableAfter: Number(entry.availableAfter),
    reference: entry.reference,
    allocations: entry.lots.map((lotId, index) => ({
      lotId,
      amount: Number(entry.lotAmounts[index]),
    })),
    actor: {
      type: entry.actorType as ActorView['type'],
      id: entry.actorId,
      name: entry.actorName,
    },
    requestId: entry.requestId,
    reason: entry.reason,
    meta: entry.meta,
    purchaseId: entry.purchaseId,
    at: new Date(Number(entry.atMicros / 1_000n)).toISOString(),
    atMicros: Number(entry.atMicros),
    seal: entry.seal,
    previousSeal,
  };
}

/**
 * The sealed entry of a line of the export.
 *
 * @throws TypeError, RangeError, SyntaxError a member is missing or not of its type
 */
export function entryOfExport(view: ExportedLedgerEntryView): SealedEntry {
  return {
    organizationId: view.organizationId,
    walletId: view.walletId,
    id: view.id,
    seq: BigInt(view.sequence),
    kind: view.kind,
    amount: BigInt(view.amount),
    balanceBefore: BigInt(view.balanceBefore),
    balanceAfter: BigInt(view.balanceAfter),
    availableAfter: BigInt(view.availableAfter),
    reference: view.reference,
    lots: view.allocations.map(({ lotId }) => lotId),
    lotAmounts: view.allocations.map(({ amount }) => BigInt(amount)),
    actorType: view.actor.type,
    actorId: view.actor.id,
    actorName: view.actor.name,
    requestId: view.requestId,
    reason: view.reason,
    meta: view.meta,
    purchaseId: view.purchaseId,
    atMicros: BigInt(view.atMicros),
    seal: view.seal,
  };
}
