import { Injectable } from '@nestjs/common';
import { newId, Outbox, systemActor, type Tx } from '@purser/platform';
import { In, MoreThan, Raw } from 'typeorm';
import { LedgerEntry } from '../ledger-entry.entity.js';
import { Lot } from '../lot.entity.js';
import { WalletFellBelow, WalletRose } from '../wallet.events.js';
import { Wallet } from '../wallet.entity.js';
import { Watch } from '../watch.entity.js';
import { burnable } from './burn-order.js';
import { note } from './lot-note.js';
import { OpenBooks } from './open-books.js';
import { availableOf } from './wallet-parts.js';

/**
 * The one way to change a wallet other than the spending functions: lock the wallet row, put the open lot
 * back, work on plain lots, append and seal the entries, count the wallet's parts again.
 */
@Injectable()
export class LedgerWriter {
  constructor(private readonly outbox: Outbox) {}

  /** Creates the wallet of the transaction's organization where there is none. */
  async ensure(tx: Tx, at: Date): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(Wallet)
      .values({
        organizationId: tx.organizationId,
        id: newId(at),
        status: 'active',
        balance: 0n,
        held: 0n,
        frozen: 0n,
        expired: 0n,
        openLot: null,
        openRemaining: 0n,
        openExpiresAt: null,
        nextChangeAt: null,
        watchBelow: null,
        watchAbove: null,
        seq: 0n,
        seal: null,
        anchoredSeq: 0n,
        version: 1n,
        lastAt: at,
        createdAt: at,
      })
      .orIgnore()
      .execute();
  }

  /** Locks the wallet row until the transaction ends, creating it where there is none. */
  async lock(tx: Tx, at: Date): Promise<Wallet> {
    const find = () =>
      tx.findOne(Wallet, {
        where: { organizationId: tx.organizationId },
        lock: { mode: 'for_no_key_update' },
      });
    const found = await find();
    if (found) return found;
    await this.ensure(tx, at);
    const created = await find();
    if (!created) throw new Error('The wallet could not be created');
    return created;
  }

  /**
   * Runs `work` on the locked books at `at` and writes what it collected. `lotIds` names lots to
   * load besides those with tokens. `work` must not await anything but this transaction.
   */
  async change<T>(
    tx: Tx,
    at: Date,
    work: (books: OpenBooks) => Promise<T> | T,
    lotIds: readonly string[] = [],
  ): Promise<T> {
    const before = await this.lock(tx, at);
    const { organizationId } = tx;
    const wallet = await this.settle(tx, at, before.seal);
    const lots = await tx.find(Lot, {
      where: [
        { organizationId, remaining: MoreThan(0n) },
        ...(lotIds.length > 0 ? [{ organizationId, id: In([...lotIds]) }] : []),
      ],
    });
    const read = new Map(lots.map((lot) => [lot.id, { ...lot }]));
    const books = new OpenBooks(wallet, lots);
    const result = await work(books);
    await freezeWhatCame(tx, books, lots);
    const seal = await this.sealed(tx, wallet.seal, books.entries);
    await this.write(tx, books, lots, read);
    const after = await this.settle(tx, books.at, seal, books.entries);
    this.assertBalanced(books, after);
    await this.announce(tx, before, after);
    // A purchase is told of by who settles it.
    if (!books.entries.some(({ purchaseId }) => purchaseId !== null)) {
      await this.announceRise(tx, before, after);
    }
    return result;
  }

  private async settle(
    tx: Tx,
    at: Date,
    seal: Buffer | null,
    entries: readonly LedgerEntry[] = [],
  ): Promise<Wallet> {
    const change = entries.reduce((sum, { amount }) => sum + amount, 0n);
    await tx.query('SELECT FROM wallet_settle($1, $2, $3, $4, $5)', [
      tx.organizationId,
      at,
      change.toString(),
      entries.length,
      seal,
    ]);
    return tx.findOneOrFail(Wallet, { where: { organizationId: tx.organizationId } });
  }

  /** Seals `entries` as one commit: the last carries it. Gives the wallet's seal from then on. */
  private async sealed(
    tx: Tx,
    previous: Buffer | null,
    entries: readonly LedgerEntry[],
  ): Promise<Buffer | null> {
    const last = entries.at(-1);
    if (!last) return previous;
    const [row] = await tx.query<{ seal: Buffer }[]>('SELECT ledger_seal($1, $2::jsonb) AS seal', [
      previous,
      JSON.stringify(entries.map(ledgerRow)),
    ]);
    last.seal = row?.seal ?? null;
    return last.seal;
  }

  private async write(
    tx: Tx,
    books: OpenBooks,
    lots: readonly Lot[],
    read: ReadonlyMap<string, Lot>,
  ): Promise<void> {
    if (books.grantedLots.length > 0) await tx.insert(Lot, books.grantedLots);
    for (const lot of lots) {
      const { organizationId, id, remaining, held, frozen, expiresAt, closedAt, freezingFor } = lot;
      const was = read.get(id);
      const changed =
        remaining !== was?.remaining ||
        held !== was.held ||
        frozen !== was.frozen ||
        expiresAt?.getTime() !== was.expiresAt?.getTime() ||
        closedAt?.getTime() !== was.closedAt?.getTime() ||
        freezingFor.length !== was.freezingFor.length;
      if (!changed) continue;
      const now = { remaining, held, frozen, expiresAt, closedAt, freezingFor };
      await tx.update(Lot, { organizationId, id }, now);
    }
    if (books.entries.length > 0) {
      // The driver's types for insert do not know that jsonb takes any object.
      await tx.insert(LedgerEntry, books.entries as Parameters<typeof tx.insert<LedgerEntry>>[1]);
    }
  }

  /** Stops a change whose arithmetic and whose rows disagree before it can be committed. */
  private assertBalanced(books: OpenBooks, wallet: Wallet): void {
    const parts = books.parts();
    const balanced =
      parts.balance === wallet.balance &&
      parts.held === wallet.held &&
      parts.frozen === wallet.frozen &&
      parts.expired === wallet.expired;
    if (!balanced) throw new Error('The books of the wallet do not balance');
  }

  private async announceRise(tx: Tx, before: Wallet, after: Wallet): Promise<void> {
    const available = availableOf(after);
    if (available <= availableOf(before)) return;
    const { organizationId, lastAt } = after;
    await this.outbox.append(
      tx,
      new WalletRose(organizationId, Number(available), lastAt.toISOString()),
    );
  }

  private async announce(tx: Tx, before: Wallet, after: Wallet): Promise<void> {
    const available = availableOf(after);
    if (after.watchBelow === null || available >= after.watchBelow) return;
    const { organizationId } = tx;
    // Below the highest mark the others are looked at: each is watched by somebody else.
    const crossed = await tx.findOne(Watch, {
      where: {
        organizationId,
        walletId: after.id,
        mark: Raw((mark) => `${mark} > :available AND ${mark} <= :before`, {
          available: available.toString(),
          before: availableOf(before).toString(),
        }),
      },
      order: { mark: 'DESC' },
    });
    if (!crossed) return;
    await this.outbox.append(
      tx,
      new WalletFellBelow(organizationId, Number(available), Number(crossed.mark)),
    );
  }
}

const FREEZER = systemActor('freezeGivenBack');

/** In a lot that is frozen for somebody nothing is free, however it came there. */
async function freezeWhatCame(tx: Tx, books: OpenBooks, lots: readonly Lot[]): Promise<void> {
  for (const lot of lots) {
    const [reference] = lot.freezingFor;
    const came = burnable(lot, books.at);
    if (reference === undefined || came === 0n) continue;
    lot.frozen += came;
    const request = { reference, reason: 'It came into a frozen lot', actor: FREEZER };
    await note(tx, books, lot, 'freeze', came, lot.expiresAt, request);
  }
}

/** An entry as a row of the ledger, in JSON: beyond 2^53 only strings are exact. */
function ledgerRow(entry: LedgerEntry): Record<string, unknown> {
  return {
    organization_id: entry.organizationId,
    id: entry.id,
    wallet_id: entry.walletId,
    seq: entry.seq.toString(),
    kind: entry.kind,
    amount: entry.amount.toString(),
    balance_before: entry.balanceBefore.toString(),
    balance_after: entry.balanceAfter.toString(),
    available_after: entry.availableAfter.toString(),
    reference: entry.reference,
    lots: entry.lots,
    lot_amounts: entry.lotAmounts.map(String),
    actor_type: entry.actorType,
    actor_id: entry.actorId,
    actor_name: entry.actorName,
    request_id: entry.requestId,
    reason: entry.reason,
    meta: entry.meta,
    purchase_id: entry.purchaseId,
    at: entry.at.toISOString(),
  };
}
