import type { LedgerEntryKind, LotSource } from '@purser/contracts';

/** A lot to be granted, with the ledger entry that says so. */
export interface GrantedLot {
  kind: LedgerEntryKind;
  source: LotSource;
  /** What a person would call it, for example the package's name. */
  label: string;
  tokens: bigint;
  /** Net money paid for the whole lot; 0 = free. */
  costMinor: bigint;
  currency: string;
  /** Lower burns first; 100 unless given. */
  priority?: number;
  /** Exclusive; null = never. */
  expiresAt: Date | null;
  purchaseId?: string;
  /** The purchase's reference as clients know it; `purchaseId` unless given. */
  purchaseReferenceId?: string;
  invoiceId?: string;
  /** Unique per organization for ever; starts with `purser:`. */
  reference: string;
}

/** What a grant wrote: one lot and its ledger entry. */
export interface Grant {
  lotId: string;
  entryId: string;
}
