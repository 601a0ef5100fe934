import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { AuditRecordView, PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  listOrCsv,
  OrganizationId,
  pageOf,
  type CsvColumns,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditLog, type AuditFilter } from './audit-log.service.js';
import { AuditVerifier } from './audit-verifier.service.js';
import { AuditQuery } from './dto/audit-query.dto.js';
import { AuditRecordDto } from './dto/audit-record.view.js';
import { AuditVerificationDto } from './dto/audit-verification.view.js';

const NDJSON = 'application/x-ndjson';

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

@ApiTags('Audit')
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('tokens/audit/:organizationId')
export class AuditController {
  constructor(
    private readonly log: AuditLog,
    private readonly verifier: AuditVerifier,
  ) {}

  @Get()
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'listAuditRecords',
    summary: 'Audit trail, newest first',
    description:
      'Every change by a person, a key or a job except spending, which the ledger records. ' +
      '`Accept: text/csv` and `Accept: application/x-ndjson` stream the whole filtered list; ' +
      'the unfiltered NDJSON is in chain order and can be verified without a server.',
  })
  @ApiProduces('application/json', 'text/csv', NDJSON)
  @ApiOkResponse({ type: pageOf(AuditRecordDto) })
  @ApiAccessProblems('invalid-cursor')
  async list(
    @OrganizationId() organizationId: string,
    @Query() query: AuditQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<AuditRecordView> | undefined> {
    const filter = filterOf(query);
    if ((request.headers.accept ?? '').toLowerCase().includes(NDJSON)) {
      const lines = Readable.from(ndjson(this.log.all(organizationId, filter)));
      await reply.header('content-type', `${NDJSON}; charset=utf-8`).send(lines);
      return undefined;
    }
    return listOrCsv(request, reply, query, COLUMNS, (page) =>
      this.log.page(organizationId, filter, page),
    );
  }

  @Get('verify')
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'verifyAuditTrail',
    summary: 'Walk the chain and name the first broken link',
  })
  @ApiOkResponse({ type: AuditVerificationDto })
  @ApiAccessProblems()
  verify(@OrganizationId() organizationId: string): Promise<AuditVerificationDto> {
    return this.verifier.verify(organizationId) as Promise<AuditVerificationDto>;
  }
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
