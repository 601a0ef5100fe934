import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { AdjustmentView, PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  Idempotent,
  listOrCsv,
  OptionalOrganizationId,
  OrganizationId,
  pageOf,
  type Caller,
  type CsvColumns,
  type PurserRequest,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { AdjustmentViewDto } from '../dto/spending.view.js';
import { AdjustmentsQuery, ApproveAdjustmentDto, RejectAdjustmentDto } from '../dto/support.dto.js';
import { AdjustmentQueue } from './adjustment-queue.service.js';
import { Adjustments } from './adjustments.service.js';

const COLUMNS: CsvColumns<AdjustmentView> = {
  id: (row) => row.id,
  organization: (row) => row.organizationName,
  tokens: (row) => row.amount,
  reasonCode: (row) => row.reasonCode,
  reason: (row) => row.reason,
  status: (row) => row.status,
  maker: (row) => row.maker.name,
  checker: (row) => row.checker?.name,
  createdAt: (row) => row.createdAt,
  decidedAt: (row) => row.decidedAt,
};

/** The four-eyes queue of adjustments. */
@ApiTags('Support')
@Controller('tokens/adjustments')
export class AdjustmentsController {
  constructor(
    private readonly queue: AdjustmentQueue,
    private readonly adjustments: Adjustments,
  ) {}

  @Get()
  @Access('tokens.adjust', 'query', { optionalForStaff: true })
  @ApiOperation({
    operationId: 'listAdjustments',
    summary: 'List adjustments',
    description:
      'Newest first; staff who leave the organization out see those of every organization. ' +
      '`Accept: text/csv` streams the whole filtered list.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(AdjustmentViewDto) })
  @ApiAccessProblems('organization-required', 'invalid-cursor')
  list(
    @OptionalOrganizationId() organizationId: string | null,
    @Query() { status, limit, cursor }: AdjustmentsQuery,
    @Req() request: PurserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<AdjustmentView> | undefined> {
    const page = { limit, ...(cursor !== undefined && { cursor }) };
    return listOrCsv(request, reply, page, COLUMNS, (one) => {
      const filter = { ...one, ...(status && { status }) };
      return organizationId === null
        ? this.queue.ofEveryone(filter)
        : this.queue.ofOrganization(organizationId, filter);
    });
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Access('tokens.adjust', { resource: 'adjustment', param: 'id' })
  @Idempotent()
  @ApiOperation({
    operationId: 'approveAdjustment',
    summary: 'Apply a waiting adjustment',
    description: 'By anybody with the permission but its maker.',
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: AdjustmentViewDto })
  @ApiAccessProblems(
    'idempotency-key-required',
    'insufficient-tokens',
    'adjustment-state-conflict',
    'idempotency-in-progress',
    'approval-by-maker',
    'idempotency-key-reused',
  )
  approve(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Body() { reason }: ApproveAdjustmentDto,
    @CurrentCaller() caller: Caller,
  ): Promise<AdjustmentView> {
    return this.adjustments.approve(organizationId, id, reason ?? null, caller);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @Access('tokens.adjust', { resource: 'adjustment', param: 'id' })
  @ApiOperation({
    operationId: 'rejectAdjustment',
    summary: 'Refuse a waiting adjustment',
    description: 'Its maker may take it back this way.',
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: AdjustmentViewDto })
  @ApiAccessProblems('adjustment-state-conflict')
  reject(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Body() { reason }: RejectAdjustmentDto,
    @CurrentCaller() caller: Caller,
  ): Promise<AdjustmentView> {
    return this.adjustments.reject(organizationId, id, reason, caller);
  }
}
