import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { minorToDecimal, type PageView, type RefundView } from '@purser/contracts';
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
import { RefundDto } from '../dto/money-back.view.js';
import { ApproveRefundDto, RefundsQuery, RejectRefundDto } from '../dto/refund.dto.js';
import { RefundDesk } from './refund-desk.service.js';
import { RefundRecords } from './refund-records.js';

const COLUMNS: CsvColumns<RefundView> = {
  id: (row) => row.id,
  organization: (row) => row.organizationName,
  purchase: (row) => row.purchaseReferenceId,
  origin: (row) => row.origin,
  status: (row) => row.status,
  amount: ({ amount }) => minorToDecimal(amount.amount, amount.currency),
  tax: ({ tax }) => minorToDecimal(tax.amount, tax.currency),
  shortfall: ({ shortfall }) => minorToDecimal(shortfall.amount, shortfall.currency),
  currency: (row) => row.amount.currency,
  tokens: (row) => row.tokens,
  bonusTokens: (row) => row.bonusTokens,
  reason: (row) => row.reason,
  creditNote: (row) => row.creditNoteNumber,
  maker: (row) => row.maker.name,
  checker: (row) => row.checker?.name,
  createdAt: (row) => row.createdAt,
  settledAt: (row) => row.settledAt,
};

/** The refunds of every purchase, and the four-eyes queue of the large ones. */
@ApiTags('Support')
@Controller('tokens/refunds')
export class RefundsController {
  constructor(
    private readonly records: RefundRecords,
    private readonly desk: RefundDesk,
  ) {}

  @Get()
  @Access('tokens.adjust', 'query', { optionalForStaff: true })
  @ApiOperation({
    operationId: 'listRefunds',
    summary: 'List refunds',
    description:
      'Newest first; staff who leave the organization out see those of every organization. ' +
      '`Accept: text/csv` streams the whole filtered list.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(RefundDto) })
  @ApiAccessProblems('organization-required', 'invalid-cursor')
  list(
    @OptionalOrganizationId() organizationId: string | null,
    @Query() { status, limit, cursor }: RefundsQuery,
    @Req() request: PurserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<RefundView> | undefined> {
    const page = { limit, ...(cursor !== undefined && { cursor }) };
    return listOrCsv(request, reply, page, COLUMNS, (one) => {
      const filter = { ...one, ...(status && { status }) };
      return organizationId === null
        ? this.records.ofEveryone(filter)
        : this.records.ofOrganization(organizationId, filter);
    });
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Access('tokens.adjust', { resource: 'refund', param: 'id' })
  @Idempotent()
  @ApiOperation({
    operationId: 'approveRefund',
    summary: 'Pay a waiting refund',
    description: 'By anybody with the permission but its maker; computed again at this moment.',
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: RefundDto })
  @ApiAccessProblems(
    'idempotency-key-required',
    'nothing-to-refund',
    'purchase-state-conflict',
    'refund-state-conflict',
    'idempotency-in-progress',
    'approval-by-maker',
    'idempotency-key-reused',
    'refund-exceeds-refundable',
  )
  approve(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Body() { reason }: ApproveRefundDto,
    @CurrentCaller() caller: Caller,
  ): Promise<RefundView> {
    return this.desk.approve(organizationId, id, reason ?? null, caller);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @Access('tokens.adjust', { resource: 'refund', param: 'id' })
  @ApiOperation({
    operationId: 'rejectRefund',
    summary: 'Refuse a waiting refund',
    description: 'Its maker may take it back this way.',
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: RefundDto })
  @ApiAccessProblems('refund-state-conflict')
  reject(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Body() { reason }: RejectRefundDto,
    @CurrentCaller() caller: Caller,
  ): Promise<RefundView> {
    return this.desk.reject(organizationId, id, reason, caller);
  }
}
