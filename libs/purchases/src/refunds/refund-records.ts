import { Injectable } from '@nestjs/common';
import type { PageView, RefundStatus, RefundView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import {
  decodeCursor,
  DueReader,
  isId,
  toPage,
  UnitOfWork,
  type DuePair,
  type Tx,
} from '@purser/platform';
import { In, LessThan } from 'typeorm';
import { Refund } from './refund.entity.js';
import { refundView } from './to-refund-view.js';

export interface RefundFilter {
  readonly status?: RefundStatus;
  readonly limit: number;
  readonly cursor?: string;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Lists refunds, newest first. */
@Injectable()
export class RefundRecords {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueReader,
    private readonly organizations: Organizations,
  ) {}

  /** Those of one organization. @throws InvalidCursor */
  async ofOrganization(
    organizationId: string,
    filter: RefundFilter,
  ): Promise<PageView<RefundView>> {
    const rows = await this.unitOfWork.read(organizationId, async (tx) => {
      const { name } = await this.organizations.get(tx);
      const found = await tx.find(Refund, {
        where: {
          organizationId,
          id: LessThan(cursorOf(filter)),
          ...(filter.status && { status: filter.status }),
        },
        order: { id: 'DESC' },
        take: filter.limit + 1,
      });
      return found.map((row) => refundView(row, name));
    });
    return pageOfViews(rows, filter.limit);
  }

  /** Those of every organization: the pairs first, then each organization in its own transaction. */
  async ofEveryone(filter: RefundFilter): Promise<PageView<RefundView>> {
    const pairs = await this.due.pairs(
      `SELECT organization_id, id FROM refunds
        WHERE ($1::text IS NULL OR status = $1) AND id < $2
        ORDER BY id DESC LIMIT $3`,
      [filter.status ?? null, cursorOf(filter), filter.limit + 1],
    );
    const views = new Map<string, RefundView>();
    for (const organizationId of new Set(pairs.map((pair) => pair.organizationId))) {
      for (const view of await this.load(organizationId, pairs)) views.set(view.id, view);
    }
    return pageOfViews(
      pairs.flatMap(({ id }) => views.get(id) ?? []),
      filter.limit,
    );
  }

  /** Those of one purchase, newest first. */
  async ofPurchase(tx: Tx, purchaseId: string): Promise<RefundView[]> {
    const { organizationId } = tx;
    const { name } = await this.organizations.get(tx);
    const where = { organizationId, purchaseId };
    const rows = await tx.find(Refund, { where, order: { id: 'DESC' } });
    return rows.map((row) => refundView(row, name));
  }

  private load(organizationId: string, pairs: readonly DuePair[]): Promise<RefundView[]> {
    const ids = pairs.filter((pair) => pair.organizationId === organizationId).map(({ id }) => id);
    return this.unitOfWork.read(organizationId, async (tx) => {
      const { name } = await this.organizations.get(tx);
      const rows = await tx.findBy(Refund, { organizationId, id: In(ids) });
      return rows.map((row) => refundView(row, name));
    });
  }
}

function cursorOf(filter: RefundFilter): string {
  return filter.cursor === undefined ? LAST_ID : decodeCursor(filter.cursor, isId);
}

function pageOfViews(rows: RefundView[], limit: number): PageView<RefundView> {
  return toPage(
    rows,
    limit,
    (row) => row.id,
    (row) => row,
  );
}
