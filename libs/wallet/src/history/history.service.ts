import { Injectable } from '@nestjs/common';
import type {
  EntryExplanationView,
  LedgerDayView,
  LedgerEntryKind,
  LedgerEntryView,
  PageView,
} from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { costOfSlice, decodeCursor, money, NotFound, toPage, type Tx } from '@purser/platform';
import { In } from 'typeorm';
import { allocationsOf } from '../allocation.js';
import { LedgerEntry } from '../ledger-entry.entity.js';
import { ledgerEntryView } from '../ledger-entry-view.js';
import { Lot } from '../lot.entity.js';
import { Wallet } from '../wallet.entity.js';
import { WalletReader } from '../wallet.service.js';
import { ledgerDays } from './ledger-days.js';
import { seqRange } from './ledger-time.js';

export interface HistoryFilter {
  kind?: LedgerEntryKind;
  /** Inclusive. */
  from?: Date;
  /** Exclusive. */
  to?: Date;
  reference?: string;
  limit: number;
  cursor?: string;
}

const SEQ = /^\d{1,18}$/;
const USAGE: readonly LedgerEntryKind[] = ['debit', 'capture'];

/** Reads the ledger. */
@Injectable()
export class LedgerHistory {
  constructor(
    private readonly reader: WalletReader,
    private readonly organizations: Organizations,
  ) {}

  /** Ledger entries, newest first. */
  entries(organizationId: string, filter: HistoryFilter): Promise<PageView<LedgerEntryView>> {
    return this.reader.reading(organizationId, async (tx) => {
      const { wallet, after, until } = await this.range(tx, filter);
      const query = tx
        .createQueryBuilder(LedgerEntry, 'entry')
        .where('entry.organization_id = :organizationId AND entry.wallet_id = :walletId', {
          organizationId,
          walletId: wallet.id,
        })
        .andWhere('entry.seq > :after AND entry.seq <= :until', { after, until })
        .orderBy('entry.seq', 'DESC')
        .limit(filter.limit + 1);
      const { kind, reference } = filter;
      if (kind) query.andWhere('entry.kind = :kind', { kind });
      // Said twice so that the index of all that is not usage is found.
      if (kind && !USAGE.includes(kind)) query.andWhere(`entry.kind NOT IN ('debit', 'capture')`);
      if (reference !== undefined) query.andWhere('entry.reference = :reference', { reference });
      const rows = await query.getMany();
      return toPage(rows, filter.limit, (row) => row.seq.toString(), ledgerEntryView);
    });
  }

  /** The ledger rolled up by day in the organization's zone, newest first. */
  days(organizationId: string, filter: HistoryFilter): Promise<PageView<LedgerDayView>> {
    return this.reader.reading(organizationId, async (tx) => {
      const { wallet, after, until } = await this.range(tx, filter);
      const { timeZone } = await this.organizations.get(tx);
      const rows = await ledgerDays(tx, wallet, timeZone, { after, until }, filter.limit + 1);
      return toPage(
        rows,
        filter.limit,
        (row) => row.firstSeq.toString(),
        ({ firstSeq: _, ...view }) => view,
      );
    });
  }

  /**
   * An entry with the lots it moved, where those came from and what its tokens cost.
   *
   * @throws NotFound
   */
  explain(organizationId: string, entryId: string): Promise<EntryExplanationView> {
    return this.reader.reading(organizationId, async (tx) => {
      const entry = await tx.findOneBy(LedgerEntry, { organizationId, id: entryId });
      if (!entry) throw new NotFound();
      const lots = await tx.findBy(Lot, { organizationId, id: In(entry.lots) });
      const byId = new Map(lots.map((lot) => [lot.id, lot]));
      const explained: EntryExplanationView['lots'] = [];
      for (const { lotId, amount } of allocationsOf(entry.lots, entry.lotAmounts)) {
        const lot = byId.get(lotId);
        if (!lot) throw new Error(`Lot ${lotId} of entry ${entry.id} is missing`);
        explained.push({
          lotId,
          amount: Number(amount),
          label: lot.label,
          source: lot.source,
          expiresAt: lot.expiresAt?.toISOString() ?? null,
          cost: money(await costOf(tx, entry, lot, amount), lot.currency),
          purchaseReferenceId: lot.purchaseReferenceId,
          invoiceId: lot.invoiceId,
        });
      }
      return { ...ledgerEntryView(entry), lots: explained };
    });
  }

  private async range(tx: Tx, filter: HistoryFilter) {
    const wallet = await tx.findOneByOrFail(Wallet, { organizationId: tx.organizationId });
    const { after, until } = await seqRange(tx, wallet, filter.from, filter.to);
    if (filter.cursor === undefined) return { wallet, after, until };
    const next = BigInt(decodeCursor(filter.cursor, (key) => SEQ.test(key))) - 1n;
    return { wallet, after, until: next < until ? next : until };
  }
}

/** What an entry's tokens of one lot cost, by how much of the lot was gone before it. */
async function costOf(tx: Tx, entry: LedgerEntry, lot: Lot, amount: bigint): Promise<bigint> {
  if (entry.seq === lot.grantedSeq) return lot.costMinor;
  const [row] = await tx.query<{ gone: string }[]>(
    `SELECT coalesce(sum(CASE WHEN h.amount < 0 THEN part.amount ELSE -part.amount END), 0) AS gone
       FROM token_balance_history h, unnest(h.lots, h.lot_amounts) AS part (lot, amount)
      WHERE h.organization_id = $1 AND h.wallet_id = $2 AND h.seq > $3 AND h.seq < $4
        AND part.lot = $5`,
    [tx.organizationId, entry.walletId, lot.grantedSeq.toString(), entry.seq.toString(), lot.id],
  );
  const gone = BigInt(row?.gone ?? 0);
  const [from, to] = entry.amount < 0n ? [gone, gone + amount] : [gone - amount, gone];
  return costOfSlice(lot.costMinor, lot.granted, from, to);
}
