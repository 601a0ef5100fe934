import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { Organizations } from '@purser/identity';
import { Access, ApiAccessProblems, Clock, OrganizationId, UnitOfWork } from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CSV, PDF, preferred } from '../accepts.js';
import { ComplianceReportDto } from '../dto/compliance-report.view.js';
import { PeriodQuery } from '../dto/period.query.dto.js';
import { periodOf } from '../period.js';
import { complianceCsv } from './compliance-csv.js';
import { compliancePdf } from './compliance-pdf.js';
import { ComplianceReports } from './compliance-report.service.js';

@ApiTags('Audit')
@Controller('tokens/audit/:organizationId/report')
export class ComplianceController {
  constructor(
    private readonly reports: ComplianceReports,
    private readonly organizations: Organizations,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'getComplianceReport',
    summary: 'Compliance report for a period',
    description:
      'Purchases, refunds, adjustments, permission changes, top-ups, refused access and the state ' +
      'of the audit chain. JSON; `Accept: text/csv` or `Accept: application/pdf` for a document.',
  })
  @ApiExtraModels(ComplianceReportDto)
  @ApiOkResponse({
    description: 'The report',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ComplianceReportDto) } },
      [CSV]: { schema: { type: 'string' } },
      [PDF]: { schema: { type: 'string', format: 'binary' } },
    },
  })
  @ApiAccessProblems()
  async report(
    @OrganizationId() organizationId: string,
    @Query() query: PeriodQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ComplianceReportDto | undefined> {
    const period = periodOf(query, this.clock.now());
    const report = await this.reports.report(organizationId, period);
    const format = preferred(request);
    void reply.header('vary', 'accept');
    if (format === 'csv') {
      await send(reply, `${CSV}; charset=utf-8`, 'csv', complianceCsv(report));
      return undefined;
    }
    if (format !== 'pdf') return report;
    const { legalName } = await this.unitOfWork.read(organizationId, (tx) =>
      this.organizations.get(tx),
    );
    await send(reply, PDF, 'pdf', await compliancePdf(report, legalName));
    return undefined;
  }
}

async function send(reply: FastifyReply, type: string, ending: string, body: string | Buffer) {
  await reply
    .header('content-type', type)
    .header('content-disposition', `attachment; filename="compliance-report.${ending}"`)
    .send(body);
}
