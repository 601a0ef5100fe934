import type { AuditRecordView } from '@purser/contracts';
import { actorView } from '@purser/platform';
import type { AuditRecord } from './audit-record.entity.js';

/** The wire form of a record; what is hashed is this without `hash`. */
export function auditRecordView(record: AuditRecord): AuditRecordView {
  const { actorType: type, actorId, actorName } = record;
  return {
    id: record.id,
    organizationId: record.organizationId,
    sequence: Number(record.sequence),
    action: record.action,
    actor: actorView({ type, id: actorId, name: actorName }),
    subjectType: record.subjectType,
    subjectId: record.subjectId,
    before: record.before as Record<string, unknown> | null,
    after: record.after as Record<string, unknown> | null,
    reason: record.reason,
    requestId: record.requestId,
    ip: record.ip,
    at: record.at.toISOString(),
    hash: record.hash.toString('hex'),
    previousHash: record.previousHash.toString('hex'),
  };
}
