import { Injectable } from '@nestjs/common';
import type { AdjustmentStatus, AdjustmentView, PageView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { decodeCursor, DueReader, isId, toPage, UnitOfWork, type DuePair } from '@purser/platform';
import { In, LessThan } from 'typeorm';
import { Adjustment } from '../adjustment.entity.js';
import { adjustmentView } from './adjustment-view.js';

export interface AdjustmentFilter {
  status?: AdjustmentStatus;
  limit: number;
  cursor?: string;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Lists adjustments, newest first. */
@Injectable()
export class AdjustmentQueue {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueReader,
    private readonly organizations: Organizations,
  ) {}

  /** Those of one organization. */
  async ofOrganization(
    organizationId: string,
    filter: AdjustmentFilter,
  ): Promise<PageView<AdjustmentView>> {
    const before = cursorOf(filter);
    const rows = await this.unitOfWork.read(organizationId, async (tx) => {
      const { name } = await this.organizations.get(tx);
      const found = await tx.find(Adjustment, {
        where: {
          organizationId,
          id: LessThan(before),
          ...(filter.status ? { status: filter.status } : {}),
        },
        order: { id: 'DESC' },
        take: filter.limit + 1,
      });
      return found.map((row) => adjustmentView(row, name));
    });
    return pageOfViews(rows, filter.limit);
  }

  /** Those of every organization: the pairs first, then each organization in its own transaction. */
  async ofEveryone(filter: AdjustmentFilter): Promise<PageView<AdjustmentView>> {
    const pairs = await this.due.pairs(
      `SELECT organization_id, id FROM wallet_adjustments
        WHERE ($1::text IS NULL OR status = $1) AND id < $2
        ORDER BY id DESC LIMIT $3`,
      [filter.status ?? null, cursorOf(filter), filter.limit + 1],
    );
    const views = new Map<string, AdjustmentView>();
    for (const organizationId of new Set(pairs.map((pair) => pair.organizationId))) {
      for (const view of await this.load(organizationId, pairs)) views.set(view.id, view);
    }
    const rows = pairs.flatMap(({ id }) => views.get(id) ?? []);
    return pageOfViews(rows, filter.limit);
  }

  private load(organizationId: string, pairs: readonly DuePair[]): Promise<AdjustmentView[]> {
    const ids = pairs.filter((pair) => pair.organizationId === organizationId).map(({ id }) => id);
    return this.unitOfWork.read(organizationId, async (tx) => {
      const { name } = await this.organizations.get(tx);
      const rows = await tx.findBy(Adjustment, { organizationId, id: In(ids) });
      return rows.map((row) => adjustmentView(row, name));
    });
  }
}

function cursorOf(filter: AdjustmentFilter): string {
  return filter.cursor === undefined ? LAST_ID : decodeCursor(filter.cursor, isId);
}

function pageOfViews(rows: AdjustmentView[], limit: number): PageView<AdjustmentView> {
  return toPage(
    rows,
    limit,
    (row) => row.id,
    (row) => row,
  );
}
