import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { AuditRecordView, PageView } from '@purser/contracts';
import { Access, ApiAccessProblems, OrganizationId, pageOf } from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditLog } from './audit-log.service.js';
import { answerRecords, NDJSON } from './audit-records.answer.js';
import { AuditVerifier } from './audit-verifier.service.js';
import { AuditQuery } from './dto/audit-query.dto.js';
import { AuditRecordDto } from './dto/audit-record.view.js';
import { AuditVerificationDto } from './dto/audit-verification.view.js';

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
  list(
    @OrganizationId() organizationId: string,
    @Query() query: AuditQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<AuditRecordView> | undefined> {
    return answerRecords(this.log, organizationId, query, request, reply);
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
