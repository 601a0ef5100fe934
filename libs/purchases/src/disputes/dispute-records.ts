import { Injectable } from '@nestjs/common';
import type { PageView, DisputeStatus, DisputeView } from '@purser/contracts';
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
import { LotFreezes, type FrozenTokens } from '@purser/wallet';
import { In, LessThan } from 'typeorm';
import { Dispute, frozenForDispute } from './dispute.entity.js';
import { disputeView } from './to-dispute-view.js';

export interface DisputeFilter {
  readonly status?: DisputeStatus;
  readonly limit: number;
  readonly cursor?: string;
}

const NOTHING: FrozenTokens = { tokens: 0n, bonusTokens: 0n };
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Lists disputes, newest first. */
@Injectable()
export class DisputeRecords {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueReader,
    private readonly organizations: Organizations,
    private readonly freezes: LotFreezes,
  ) {}

  /** Those of one organization. @throws InvalidCursor */
  async ofOrganization(
    organizationId: string,
    filter: DisputeFilter,
  ): Promise<PageView<DisputeView>> {
    const rows = await this.unitOfWork.read(organizationId, async (tx) => {
      const found = await tx.find(Dispute, {
        where: {
          organizationId,
          id: LessThan(cursorOf(filter)),
          ...(filter.status && { status: filter.status }),
        },
        order: { id: 'DESC' },
        take: filter.limit + 1,
      });
      return this.views(tx, found);
    });
    return pageOfViews(rows, filter.limit);
  }

  /** Those of every organization: the pairs first, then each organization in its own transaction. */
  async ofEveryone(filter: DisputeFilter): Promise<PageView<DisputeView>> {
    const pairs = await this.due.pairs(
      `SELECT organization_id, id FROM disputes
        WHERE ($1::text IS NULL OR status = $1) AND id < $2
        ORDER BY id DESC LIMIT $3`,
      [filter.status ?? null, cursorOf(filter), filter.limit + 1],
    );
    const views = new Map<string, DisputeView>();
    for (const organizationId of new Set(pairs.map((pair) => pair.organizationId))) {
      for (const view of await this.load(organizationId, pairs)) views.set(view.id, view);
    }
    return pageOfViews(
      pairs.flatMap(({ id }) => views.get(id) ?? []),
      filter.limit,
    );
  }

  /** Those of one purchase, newest first. */
  async ofPurchase(tx: Tx, purchaseId: string): Promise<DisputeView[]> {
    const { organizationId } = tx;
    const where = { organizationId, purchaseId };
    const rows = await tx.find(Dispute, { where, order: { id: 'DESC' } });
    return this.views(tx, rows);
  }

  private load(organizationId: string, pairs: readonly DuePair[]): Promise<DisputeView[]> {
    const ids = pairs.filter((pair) => pair.organizationId === organizationId).map(({ id }) => id);
    return this.unitOfWork.read(organizationId, async (tx) => {
      return this.views(tx, await tx.findBy(Dispute, { organizationId, id: In(ids) }));
    });
  }

  /** What an open one has frozen is read from its lots: it grows with whatever comes into them. */
  private async views(tx: Tx, rows: readonly Dispute[]): Promise<DisputeView[]> {
    const { name } = await this.organizations.get(tx);
    const open = rows.filter(({ status }) => status === 'open').map(frozenForDispute);
    const frozen = await this.freezes.frozen(tx, open);
    return rows.map((row) => {
      const now = frozen.get(frozenForDispute(row));
      const { frozenTokens, frozenBonusTokens } = row;
      const noted = { tokens: frozenTokens, bonusTokens: frozenBonusTokens };
      return disputeView(row, row.status === 'open' ? (now ?? NOTHING) : noted, name);
    });
  }
}

function cursorOf(filter: DisputeFilter): string {
  return filter.cursor === undefined ? LAST_ID : decodeCursor(filter.cursor, isId);
}

function pageOfViews(rows: DisputeView[], limit: number): PageView<DisputeView> {
  return toPage(
    rows,
    limit,
    (row) => row.id,
    (row) => row,
  );
}
