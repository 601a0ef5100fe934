import { Injectable, Logger } from '@nestjs/common';
import { newId, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { AccessFailure } from './access-failure.entity.js';
import { FIRST_PREVIOUS_HASH, linkOf } from './audit-chain.js';
import { AuditHead } from './audit-head.entity.js';
import { AuditRecord } from './audit-record.entity.js';
import { storable, toJson } from './canonical-json.js';
import { auditRecordView } from './to-audit-record-view.js';

const HOUR_MS = 3_600_000;

/** One change to record. `before` and `after` are plain objects; give what changed, no secrets. */
export interface AuditEntry {
  /** What was done: subject and past participle, for example `wallet.adjusted`. */
  action: string;
  actor: Actor;
  subjectType: string;
  subjectId: string | null;
  before?: object | null;
  after?: object | null;
  reason?: string | null;
  at: Date;
}

/** How often an action was recorded within a period. */
export interface ActionCount {
  action: string;
  count: number;
}

/** Refusals of one principal on one route within a period. */
export interface FailedAccess {
  principal: string;
  route: string;
  count: number;
  lastAt: Date;
}

/** Writes the audit trail: one hash chain per organization, in the transaction of the change. */
@Injectable()
export class AuditTrail {
  private readonly logger = new Logger(AuditTrail.name);

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Appends a record to the chain of the transaction's organization. It locks the end of the chain
   * until the transaction ends, so append late.
   */
  async append(tx: Tx, entry: AuditEntry): Promise<void> {
    const { organizationId } = tx;
    const head = await this.lockedHead(tx);
    const sequence = head.sequence + 1n;
    const record = Object.assign(new AuditRecord(), {
      organizationId,
      id: newId(entry.at),
      sequence,
      action: entry.action,
      actorType: entry.actor.type,
      actorId: entry.actor.id,
      actorName: storable(entry.actor.name),
      subjectType: entry.subjectType,
      subjectId: entry.subjectId,
      before: toJson(entry.before),
      after: toJson(entry.after),
      reason: typeof entry.reason === 'string' ? storable(entry.reason) : null,
      requestId: entry.actor.requestId,
      ip: entry.actor.ip,
      at: entry.at,
      previousHash: head.hash,
      hash: Buffer.alloc(0),
    });
    record.hash = Buffer.from(linkOf(auditRecordView(record)), 'hex');
    await tx.insert(AuditRecord, record);
    const end = { sequence, recordId: record.id, hash: record.hash };
    await tx.update(AuditHead, { organizationId }, end);
  }

  /**
   * Counts a refused access of `principal` on `route` (method and path template) in the hour of
   * `at`. Never throws: counting must not turn a refusal into a failure.
   */
  async countFailedAccess(
    organizationId: string,
    principal: string,
    route: string,
    at: Date,
  ): Promise<void> {
    const hour = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
    try {
      await this.unitOfWork.run(organizationId, (tx) =>
        tx.query(
          `INSERT INTO access_failures AS f
             (organization_id, id, principal, route, hour, failures, last_at)
           VALUES ($1, $2, $3, $4, $5, 1, $6)
           ON CONFLICT (organization_id, principal, route, hour)
           DO UPDATE SET failures = f.failures + 1, last_at = excluded.last_at`,
          [organizationId, newId(at), principal, route, hour, at],
        ),
      );
    } catch (error) {
      this.logger.error({ err: error, organizationId }, 'a refused access could not be counted');
    }
  }

  /** How often each action was recorded from `from` to `to` (exclusive), by name. */
  async countByAction(tx: Tx, from: Date, to: Date): Promise<ActionCount[]> {
    const rows = await tx
      .createQueryBuilder(AuditRecord, 'record')
      .select('record.action', 'action')
      .addSelect('count(*)::int', 'count')
      .where('record.organizationId = :organization', { organization: tx.organizationId })
      .andWhere('record.at >= :from AND record.at < :to', { from, to })
      .groupBy('record.action')
      .orderBy('record.action')
      .getRawMany<ActionCount>();
    return rows;
  }

  /** Refused accesses in the hours from `from` to `to` (exclusive), most frequent first. */
  async failedAccess(tx: Tx, from: Date, to: Date): Promise<FailedAccess[]> {
    return tx
      .createQueryBuilder(AccessFailure, 'failure')
      .select('failure.principal', 'principal')
      .addSelect('failure.route', 'route')
      .addSelect('sum(failure.failures)::int', 'count')
      .addSelect('max(failure.last_at)', 'lastAt')
      .where('failure.organizationId = :organization', { organization: tx.organizationId })
      .andWhere('failure.last_at >= :from AND failure.hour < :to', { from, to })
      .groupBy('failure.principal')
      .addGroupBy('failure.route')
      .orderBy('count', 'DESC')
      .addOrderBy('failure.principal')
      .addOrderBy('failure.route')
      .getRawMany<FailedAccess>();
  }

  private async lockedHead(tx: Tx): Promise<AuditHead> {
    const find = () =>
      tx.findOne(AuditHead, {
        where: { organizationId: tx.organizationId },
        lock: { mode: 'pessimistic_write' },
      });
    const known = await find();
    if (known) return known;
    await tx
      .createQueryBuilder()
      .insert()
      .into(AuditHead)
      .values({
        organizationId: tx.organizationId,
        sequence: 0n,
        recordId: null,
        hash: Buffer.from(FIRST_PREVIOUS_HASH, 'hex'),
        anchoredSequence: 0n,
      })
      .orIgnore()
      .execute();
    const created = await find();
    if (!created) throw new Error('The head of the audit chain could not be created');
    return created;
  }
}
