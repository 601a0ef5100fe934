import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { AuditRecordView, PageView } from '@purser/contracts';
import { ApiAccessProblems, pageOf, PlatformAccess } from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditLog } from './audit-log.service.js';
import { answerRecords, NDJSON } from './audit-records.answer.js';
import { AuditVerifier } from './audit-verifier.service.js';
import { AuditQuery } from './dto/audit-query.dto.js';
import { AuditRecordDto } from './dto/audit-record.view.js';
import { AuditVerificationDto } from './dto/audit-verification.view.js';
import { PLATFORM_TRAIL } from './platform-trail.js';

/** The chain of what is no organization's. */
@ApiTags('Audit')
@Controller('platform/audit')
export class PlatformAuditController {
  constructor(
    private readonly log: AuditLog,
    private readonly verifier: AuditVerifier,
  ) {}

  @Get()
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'listPlatformAuditRecords',
    summary: 'Audit trail of the platform, newest first',
    description:
      "Changes that are no organization's: packages, custom prices, tax rates and the seller. " +
      `\`organizationId\` of its records is always \`${PLATFORM_TRAIL}\`. ` +
      '`Accept: text/csv` and `Accept: application/x-ndjson` stream the whole filtered list; ' +
      'the unfiltered NDJSON is in chain order and can be verified without a server.',
  })
  @ApiProduces('application/json', 'text/csv', NDJSON)
  @ApiOkResponse({ type: pageOf(AuditRecordDto) })
  @ApiAccessProblems('invalid-cursor')
  list(
    @Query() query: AuditQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<AuditRecordView> | undefined> {
    return answerRecords(this.log, PLATFORM_TRAIL, query, request, reply);
  }

  @Get('verify')
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'verifyPlatformAuditTrail',
    summary: 'Walk the chain of the platform and name the first broken link',
  })
  @ApiOkResponse({ type: AuditVerificationDto })
  @ApiAccessProblems()
  verify(): Promise<AuditVerificationDto> {
    return this.verifier.verify(PLATFORM_TRAIL) as Promise<AuditVerificationDto>;
  }
}
