import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  NotPermitted,
  OptionalOrganizationId,
  OrganizationId,
  type Caller,
} from '@purser/platform';
import { ReconcileDto, ReconciliationQuery, ResolveCaseDto } from '../dto/reconciliation.dto.js';
import { ReconciliationCaseDto, ReconciliationDto } from '../dto/reconciliation.view.js';
import { Reconciler } from './reconciler.service.js';

const ALL = 'platform.admin';

@ApiTags('Reports')
@Controller('tokens/reports/reconciliation')
export class ReconciliationController {
  constructor(private readonly reconciler: Reconciler) {}

  @Get()
  @Access('tokens.view', 'query', { optionalForStaff: true })
  @ApiOperation({
    operationId: 'getReconciliation',
    summary: 'Differences between provider, purchases, ledger and invoices',
    description:
      'The open cases, each with a proposed fix; `drift.count` is 0 where everything agrees. ' +
      'Without `organizationId` a platform administrator sees all organizations.',
  })
  @ApiOkResponse({ type: ReconciliationDto })
  @ApiAccessProblems('organization-required')
  get(
    @OptionalOrganizationId() organizationId: string | null,
    @Query() _query: ReconciliationQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<ReconciliationDto> {
    if (organizationId !== null) return this.reconciler.of(organizationId);
    if (!caller.platformPermissions.has(ALL)) throw new NotPermitted(ALL);
    return this.reconciler.ofAll();
  }

  @Post()
  @HttpCode(200)
  @Access('tokens.adjust', 'body')
  @ApiOperation({
    operationId: 'reconcile',
    summary: 'Compare provider, purchases, ledger and invoices',
    description:
      'Asks the provider for the payments of the last 45 days and checks the books. Every ' +
      'difference becomes a case; cases whose difference is gone are resolved.',
  })
  @ApiOkResponse({ type: ReconciliationDto })
  @ApiAccessProblems('payment-provider-unavailable')
  reconcile(
    @OrganizationId() organizationId: string,
    @Body() _body: ReconcileDto,
  ): Promise<ReconciliationDto> {
    return this.reconciler.reconcile(organizationId);
  }

  @Put(':organizationId/cases/:caseId/resolve')
  @Access('tokens.adjust', 'param')
  @ApiOperation({
    operationId: 'resolveReconciliationCase',
    summary: 'Resolve a case',
    description:
      'Notes how a case was dealt with. One that a comparison found opens again at the next ' +
      'comparison while its difference lasts.',
  })
  @ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
  @ApiParam({ name: 'caseId', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: ReconciliationCaseDto })
  @ApiAccessProblems()
  resolve(
    @OrganizationId() organizationId: string,
    @Param('caseId') caseId: string,
    @Body() { reason }: ResolveCaseDto,
    @CurrentCaller() caller: Caller,
  ): Promise<ReconciliationCaseDto> {
    return this.reconciler.resolve(organizationId, caseId, reason, caller);
  }
}
