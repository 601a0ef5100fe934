import type { LedgerEntryKind, WalletStatus } from '@purser/contracts';
import type { Actor } from '@purser/platform';
import type { Allocation } from '../allocation.js';
import { LedgerEntry } from '../ledger-entry.entity.js';
import type { Lot } from '../lot.entity.js';
import { recordedActor } from '../recorded-actor.js';
import { InsufficientTokens } from '../wallet.errors.js';
import type { Wallet } from '../wallet.entity.js';
import { burnable, compareBurnOrder } from './burn-order.js';
import { availableOf, partsOfLots, type WalletParts } from './wallet-parts.js';

/** A movement to be written as one ledger entry. */
export interface Posting {
  id: string;
  kind: LedgerEntryKind;
  /** Whether the tokens come into the wallet or leave it. */
  direction: 'in' | 'out';
  allocations: readonly Allocation[];
  reference: string;
  actor: Actor;
  reason?: string | null;
  meta?: Record<string, unknown> | null;
  purchaseId?: string | null;
}

/**
 * A locked wallet with its lots, worked on in memory: no open lot, no hold past its TTL. What it
 * collects is written by LedgerWriter in the transaction that holds the lock.
 */
export class OpenBooks {
  readonly organizationId: string;
  readonly walletId: string;
  readonly status: WalletStatus;
  /** The instant of this change; never before the change that came last. */
  readonly at: Date;
  readonly entries: LedgerEntry[] = [];
  readonly grantedLots: Lot[] = [];
  private readonly lots: Map<string, Lot>;
  private seq: bigint;

  constructor(wallet: Wallet, lots: readonly Lot[]) {
    this.organizationId = wallet.organizationId;
    this.walletId = wallet.id;
    this.status = wallet.status;
    this.at = wallet.lastAt;
    this.seq = wallet.seq;
    this.lots = new Map(lots.map((lot) => [lot.id, lot]));
  }

  parts(): WalletParts {
    return partsOfLots(this.lots.values(), this.at);
  }

  /** A lot of this wallet that was loaded. */
  lot(id: string): Lot {
    const lot = this.lots.get(id);
    if (!lot) throw new Error(`Lot ${id} is not loaded`);
    return lot;
  }

  /** The sequence that the next posting gets. */
  get nextSeq(): bigint {
    return this.seq + 1n;
  }

  addLot(lot: Lot): void {
    this.lots.set(lot.id, lot);
    this.grantedLots.push(lot);
  }

  /**
   * Where `amount` tokens would be burnt or held, in burn order. Changes nothing.
   *
   * @throws InsufficientTokens
   */
  allocate(amount: bigint): Allocation[] {
    const parts = this.parts();
    if (amount > availableOf(parts)) throw new InsufficientTokens(amount, parts);
    const allocations: Allocation[] = [];
    let wanted = amount;
    for (const lot of [...this.lots.values()].sort(compareBurnOrder)) {
      if (wanted === 0n) break;
      const left = burnable(lot, this.at);
      const part = left < wanted ? left : wanted;
      if (part === 0n) continue;
      allocations.push({ lotId: lot.id, amount: part });
      wanted -= part;
    }
    if (wanted > 0n) throw new Error('The lots hold less than the wallet says');
    return allocations;
  }

  hold(allocations: readonly Allocation[]): void {
    for (const { lotId, amount } of allocations) this.lot(lotId).held += amount;
  }

  release(allocations: readonly Allocation[]): void {
    for (const { lotId, amount } of allocations) this.lot(lotId).held -= amount;
  }

  /** Moves the tokens and collects the entry that says so. */
  post(posting: Posting): LedgerEntry {
    const sign = posting.direction === 'in' ? 1n : -1n;
    const balanceBefore = this.parts().balance;
    let amount = 0n;
    for (const allocation of posting.allocations) {
      this.lot(allocation.lotId).remaining += sign * allocation.amount;
      amount += sign * allocation.amount;
    }
    this.seq += 1n;
    const entry = Object.assign(new LedgerEntry(), {
      organizationId: this.organizationId,
      id: posting.id,
      walletId: this.walletId,
      seq: this.seq,
      kind: posting.kind,
      amount,
      balanceBefore,
      balanceAfter: balanceBefore + amount,
      availableAfter: availableOf(this.parts()),
      reference: posting.reference,
      lots: posting.allocations.map(({ lotId }) => lotId),
      lotAmounts: posting.allocations.map((allocation) => allocation.amount),
      ...recordedActor(posting.actor),
      reason: posting.reason ?? null,
      meta: posting.meta ?? null,
      purchaseId: posting.purchaseId ?? null,
      at: this.at,
      seal: null,
    });
    this.entries.push(entry);
    return entry;
  }
}
