import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { newId } from '../ids/new-id.js';
import { IDEMPOTENCY_RETENTION_MS } from './idempotency-age.js';
import type { IdempotentCall } from './idempotent-call.js';
import { IdempotencyInProgress, IdempotencyKeyReused } from './idempotency.errors.js';
import { IdempotencyRecord } from './idempotency-record.entity.js';

const LEASE_MS = 60_000;

export interface IdempotentRequest {
  organizationId: string;
  principalId: string;
  route: string;
  key: string;
  path: string;
  body: unknown;
}

/** The answer that the first request got, to be sent again byte for byte. */
export interface StoredAnswer {
  status: number;
  contentType: string;
  body: string;
}

/**
 * The response store behind `Idempotency-Key`. It spares the client from a second effect's
 * confusion; that there is no second effect is decided by the unique keys of the money tables.
 * Retention and leases are machine time.
 */
@Injectable()
export class IdempotencyService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Claims the key, or gives the first answer.
   *
   * @throws IdempotencyKeyReused the key was sent with another body
   * @throws IdempotencyInProgress the first request holds its lease
   */
  async begin(request: IdempotentRequest): Promise<IdempotentCall | StoredAnswer> {
    const now = new Date();
    const leasedUntil = new Date(now.getTime() + LEASE_MS);
    const requestHash = fingerprint(request);
    const effectKey = effectKeyOf(request);
    return this.unitOfWork.run(request.organizationId, async (tx) => {
      const { organizationId, principalId, route, key } = request;
      const fresh = { organizationId, id: newId(now), principalId, route, key, requestHash };
      const inserted = await tx
        .createQueryBuilder()
        .insert()
        .into(IdempotencyRecord)
        .values({ ...fresh, leasedUntil, createdAt: now })
        .orIgnore()
        .returning('id')
        .execute();
      if ((inserted.raw as unknown[]).length > 0) {
        return { organizationId, recordId: fresh.id, leasedUntil, effectKey };
      }
      const record = await tx.findOneOrFail(IdempotencyRecord, {
        where: { organizationId, principalId, route, key },
        lock: { mode: 'pessimistic_write' },
      });
      const call = { organizationId, recordId: record.id, leasedUntil, effectKey };
      return this.resume(record, call, requestHash, now, (changes) =>
        tx.update(IdempotencyRecord, { organizationId, id: record.id }, changes),
      );
    });
  }

  private async resume(
    record: IdempotencyRecord,
    call: IdempotentCall,
    requestHash: Buffer,
    now: Date,
    update: (changes: Partial<IdempotencyRecord>) => Promise<unknown>,
  ): Promise<IdempotentCall | StoredAnswer> {
    const { leasedUntil } = call;
    if (now.getTime() - record.createdAt.getTime() > IDEMPOTENCY_RETENTION_MS) {
      const blank = { status: null, contentType: null, body: null };
      await update({ ...blank, requestHash, leasedUntil, createdAt: now });
      return call;
    }
    if (!record.requestHash.equals(requestHash)) throw new IdempotencyKeyReused();
    if (record.status !== null) {
      return {
        status: record.status,
        contentType: record.contentType ?? 'application/json; charset=utf-8',
        body: record.body ?? '',
      };
    }
    if (record.leasedUntil > now) throw new IdempotencyInProgress();
    await update({ leasedUntil });
    return call;
  }

  /** Keeps a final answer (2xx, or a business refusal); frees the key after any other. */
  async finish(call: IdempotentCall, answer: StoredAnswer): Promise<void> {
    if (!isFinal(answer.status)) return this.release(call);
    await this.unitOfWork.run(call.organizationId, (tx) =>
      tx.update(IdempotencyRecord, claimOf(call), answer),
    );
  }

  /** Frees the key: the next request with it is decided again. */
  async release(call: IdempotentCall): Promise<void> {
    await this.unitOfWork.run(call.organizationId, (tx) =>
      tx.delete(IdempotencyRecord, claimOf(call)),
    );
  }
}

/** A request that outlived its lease must not overwrite the one that took over. */
const claimOf = ({ organizationId, recordId, leasedUntil }: IdempotentCall) => ({
  organizationId,
  id: recordId,
  leasedUntil,
});

const NOT_FINAL = new Set([400, 401, 403, 404, 429]);

function isFinal(status: number): boolean {
  return status < 500 && !NOT_FINAL.has(status);
}

function effectKeyOf({ principalId, route, key }: IdempotentRequest): string {
  return createHash('sha256').update([principalId, route, key].join('\0')).digest('hex');
}

function fingerprint(request: IdempotentRequest): Buffer {
  return createHash('sha256')
    .update(request.path)
    .update('\0')
    .update(JSON.stringify(request.body ?? null))
    .digest();
}
