import { Injectable } from '@nestjs/common';
import type { AuditRecordView, PageView } from '@purser/contracts';
import { decodeCursor, toPage, UnitOfWork } from '@purser/platform';
import { Brackets, type SelectQueryBuilder } from 'typeorm';
import { AuditRecord } from './audit-record.entity.js';
import { auditRecordView } from './to-audit-record-view.js';

const EXPORT_PAGE_ROWS = 500;

/** Which records are wanted; each filter narrows. */
export interface AuditFilter {
  /** Id or exact name of who acted. */
  actor?: string;
  /** Exact action, or all of a subject with `wallet.*`. */
  action?: string;
  from?: Date;
  /** Exclusive. */
  to?: Date;
}

/** Reads the audit trail. */
@Injectable()
export class AuditLog {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** A page, newest first. */
  async page(
    organizationId: string,
    filter: AuditFilter,
    page: { limit: number; cursor?: string },
  ): Promise<PageView<AuditRecordView>> {
    const before = page.cursor ? decodeCursor(page.cursor, isSequence) : null;
    const rows = await this.unitOfWork.read(organizationId, (tx) => {
      const query = filtered(tx.createQueryBuilder(AuditRecord, 'record'), organizationId, filter);
      if (before !== null) query.andWhere('record.sequence < :before', { before });
      return query
        .orderBy('record.sequence', 'DESC')
        .take(page.limit + 1)
        .getMany();
    });
    return toPage(rows, page.limit, (row) => row.sequence.toString(), auditRecordView);
  }

  /** Every matching record, oldest first, in bounded pages: the order in which a chain is verified. */
  async *all(organizationId: string, filter: AuditFilter): AsyncGenerator<AuditRecordView> {
    for (let after = 0n; ;) {
      const rows = await this.unitOfWork.read(organizationId, (tx) =>
        filtered(tx.createQueryBuilder(AuditRecord, 'record'), organizationId, filter)
          .andWhere('record.sequence > :after', { after: after.toString() })
          .orderBy('record.sequence', 'ASC')
          .take(EXPORT_PAGE_ROWS)
          .getMany(),
      );
      for (const row of rows) yield auditRecordView(row);
      const last = rows.at(-1);
      if (!last || rows.length < EXPORT_PAGE_ROWS) return;
      after = last.sequence;
    }
  }
}

const isSequence = (key: string) => /^[1-9]\d{0,15}$/.test(key);

function filtered(
  query: SelectQueryBuilder<AuditRecord>,
  organizationId: string,
  filter: AuditFilter,
): SelectQueryBuilder<AuditRecord> {
  query.where('record.organizationId = :organizationId', { organizationId });
  const { actor, action, from, to } = filter;
  if (actor !== undefined) {
    query.andWhere(
      new Brackets((either) =>
        either
          .where('record.actorId = :actor', { actor })
          .orWhere('record.actorName = :actor', { actor }),
      ),
    );
  }
  if (action?.endsWith('.*')) {
    const subject = action.slice(0, -1);
    query.andWhere('starts_with(record.action, :subject)', { subject });
  } else if (action !== undefined) {
    query.andWhere('record.action = :action', { action });
  }
  if (from) query.andWhere('record.at >= :from', { from });
  if (to) query.andWhere('record.at < :to', { to });
  return query;
}
