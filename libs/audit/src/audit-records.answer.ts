import { Readable } from 'node:stream';
import type { AuditRecordView, PageView } from '@purser/contracts';
import { listOrCsv, type CsvColumns } from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuditFilter, AuditLog } from './audit-log.service.js';
import type { AuditQuery } from './dto/audit-query.dto.js';

export const NDJSON = 'application/x-ndjson';

const COLUMNS: CsvColumns<AuditRecordView> = {
  sequence: (row) => row.sequence,
  at: (row) => row.at,
  action: (row) => row.action,
  actorType: (row) => row.actor.type,
  actorId: (row) => row.actor.id,
  actorName: (row) => row.actor.name,
  subjectType: (row) => row.subjectType,
  subjectId: (row) => row.subjectId,
  reason: (row) => row.reason,
  before: (row) => (row.before ? JSON.stringify(row.before) : null),
  after: (row) => (row.after ? JSON.stringify(row.after) : null),
  requestId: (row) => row.requestId,
  ip: (row) => row.ip,
  id: (row) => row.id,
  hash: (row) => row.hash,
  previousHash: (row) => row.previousHash,
};

/** Answers with a page of a chain, or streams the whole filtered list as CSV or NDJSON. */
export async function answerRecords(
  log: AuditLog,
  organizationId: string,
  query: AuditQuery,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<PageView<AuditRecordView> | undefined> {
  const filter = filterOf(query);
  if ((request.headers.accept ?? '').toLowerCase().includes(NDJSON)) {
    const lines = Readable.from(ndjson(log.all(organizationId, filter)));
    await reply.header('content-type', `${NDJSON}; charset=utf-8`).send(lines);
    return undefined;
  }
  return listOrCsv(request, reply, query, COLUMNS, (page) =>
    log.page(organizationId, filter, page),
  );
}

function filterOf({ actor, action, from, to }: AuditQuery): AuditFilter {
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  };
}

async function* ndjson(records: AsyncIterable<AuditRecordView>): AsyncGenerator<string> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`;
}
