import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { Access, ApiAccessProblems, Clock, csvStream, OrganizationId } from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CSV, preferred } from '../accepts.js';
import { FinanceQuery } from '../dto/finance.query.dto.js';
import { FinanceReportDto } from '../dto/finance.view.js';
import { periodOf } from '../period.js';
import { FinanceReports } from './finance-report.service.js';
import { JOURNAL_COLUMNS } from './journal.js';

@ApiTags('Reports')
@Controller('tokens/reports/finance')
export class FinanceController {
  constructor(
    private readonly reports: FinanceReports,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Access('tokens.view', 'query')
  @ApiOperation({
    operationId: 'getFinanceReport',
    summary: 'Deferred and recognized revenue by lot',
    description:
      'What was paid for tokens and is not earned yet, net of tax, over a period: bought, spent at ' +
      'cost, expired, refunded, disputed, adjusted. `Accept: text/csv` gives journal lines for a ' +
      'general ledger; debits and credits are equal.',
  })
  @ApiExtraModels(FinanceReportDto)
  @ApiOkResponse({
    description: 'The report',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(FinanceReportDto) } },
      [CSV]: { schema: { type: 'string' } },
    },
  })
  @ApiAccessProblems('organization-required')
  async report(
    @OrganizationId() organizationId: string,
    @Query() query: FinanceQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FinanceReportDto | undefined> {
    const period = periodOf(query, this.clock.now());
    void reply.header('vary', 'accept');
    if (preferred(request) !== 'csv') return this.reports.report(organizationId, period);
    const lines = await this.reports.journal(organizationId, period);
    await reply
      .header('content-type', `${CSV}; charset=utf-8`)
      .header('content-disposition', 'attachment; filename="journal.csv"')
      .send(csvStream([...JOURNAL_COLUMNS], lines));
    return undefined;
  }
}
