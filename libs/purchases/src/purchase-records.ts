import { Injectable } from '@nestjs/common';
import type {
  PageView,
  PurchaseDetailView,
  PurchaseStatus,
  PurchaseType,
  PurchaseView,
} from '@purser/contracts';
import { Clock, decodeCursor, isId, NotFound, toPage, UnitOfWork, type Tx } from '@purser/platform';
import { Invoicing } from '@purser/invoices';
import { Wallets } from '@purser/wallet';
import { In } from 'typeorm';
import { DisputeRecords } from './disputes/dispute-records.js';
import { RefundRecords } from './refunds/refund-records.js';
import { PurchaseEvent } from './purchase-event.entity.js';
import { SLOT_STATUSES } from './purchase-status.js';
import { payablePurchaseView, purchaseEventView, purchaseView } from './to-purchase-view.js';
import { TokenPurchase } from './token-purchase.entity.js';

export interface PurchaseFilter {
  readonly status?: PurchaseStatus;
  readonly type?: PurchaseType;
  /** Ordered at this instant or later. */
  readonly from?: Date;
  /** Ordered before this instant. */
  readonly to?: Date;
}

/** Reads the purchase ledger. */
@Injectable()
export class PurchaseRecords {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly wallets: Wallets,
    private readonly invoicing: Invoicing,
    private readonly refunds: RefundRecords,
    private readonly disputes: DisputeRecords,
  ) {}

  /** A purchase with all that came of it. @throws NotFound */
  get(organizationId: string, id: string): Promise<PurchaseDetailView> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const purchase = await tx.findOneBy(TokenPurchase, { organizationId, id });
      if (!purchase) throw new NotFound('There is no such purchase.');
      const events = await tx.find(PurchaseEvent, {
        where: { organizationId, purchaseId: id },
        order: { sequence: 'ASC' },
      });
      return {
        ...payablePurchaseView(purchase),
        events: events.map(purchaseEventView),
        lots: await this.wallets.lotsOfPurchase(tx, id, this.clock.now()),
        entryIds: await this.wallets.entriesOfPurchase(tx, id),
        refunds: await this.refunds.ofPurchase(tx, id),
        disputes: await this.disputes.ofPurchase(tx, id),
        creditNotes: await this.invoicing.creditNotesOf(tx, id),
      };
    });
  }

  /** Tokens, bonus included, of the purchases whose payment is open. */
  async tokensInFlight(tx: Tx): Promise<bigint> {
    const { organizationId } = tx;
    const open = await tx.findBy(TokenPurchase, { organizationId, status: In([...SLOT_STATUSES]) });
    return open.reduce((sum, { tokens, bonusTokens }) => sum + tokens + bonusTokens, 0n);
  }

  /** One page, newest first. @throws InvalidCursor */
  list(
    organizationId: string,
    filter: PurchaseFilter,
    page: { limit: number; cursor?: string },
  ): Promise<PageView<PurchaseView>> {
    const before = page.cursor === undefined ? null : decodeCursor(page.cursor, isId);
    return this.unitOfWork.read(organizationId, async (tx) => {
      const query = tx
        .createQueryBuilder(TokenPurchase, 'purchase')
        .where('purchase.organizationId = :organizationId', { organizationId });
      const { status, type, from, to } = filter;
      if (status) query.andWhere('purchase.status = :status', { status });
      if (type) query.andWhere('purchase.type = :type', { type });
      if (from) query.andWhere('purchase.createdAt >= :from', { from });
      if (to) query.andWhere('purchase.createdAt < :to', { to });
      if (before !== null) query.andWhere('purchase.id < :before', { before });
      const rows = await query
        .orderBy('purchase.id', 'DESC')
        .limit(page.limit + 1)
        .getMany();
      return toPage(rows, page.limit, ({ id }) => id, purchaseView);
    });
  }
}
