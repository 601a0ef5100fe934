import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { minorToDecimal, type DisputeView, type PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  listOrCsv,
  OptionalOrganizationId,
  pageOf,
  type CsvColumns,
  type PurserRequest,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { DisputeDto } from '../dto/money-back.view.js';
import { DisputesQuery } from '../dto/refund.dto.js';
import { DisputeRecords } from './dispute-records.js';

const COLUMNS: CsvColumns<DisputeView> = {
  id: (row) => row.id,
  organization: (row) => row.organizationName,
  purchase: (row) => row.purchaseReferenceId,
  providerId: (row) => row.providerId,
  status: (row) => row.status,
  reason: (row) => row.reason,
  amount: ({ amount }) => minorToDecimal(amount.amount, amount.currency),
  shortfall: ({ shortfall }) => minorToDecimal(shortfall.amount, shortfall.currency),
  returnedTwice: ({ returnedTwice }) =>
    minorToDecimal(returnedTwice.amount, returnedTwice.currency),
  currency: (row) => row.amount.currency,
  frozenTokens: (row) => row.frozenTokens + row.frozenBonusTokens,
  voidedTokens: (row) => row.voidedTokens + row.voidedBonusTokens,
  evidenceDueBy: (row) => row.evidenceDueBy,
  creditNote: (row) => row.creditNoteNumber,
  openedAt: (row) => row.openedAt,
  closedAt: (row) => row.closedAt,
};

/** What card holders dispute. */
@ApiTags('Support')
@Controller('tokens/disputes')
export class DisputesController {
  constructor(private readonly records: DisputeRecords) {}

  @Get()
  @Access('tokens.adjust', 'query', { optionalForStaff: true })
  @ApiOperation({
    operationId: 'listDisputes',
    summary: 'List disputes',
    description:
      'Newest first; staff who leave the organization out see those of every organization. ' +
      '`Accept: text/csv` streams the whole filtered list.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(DisputeDto) })
  @ApiAccessProblems('organization-required', 'invalid-cursor')
  list(
    @OptionalOrganizationId() organizationId: string | null,
    @Query() { status, limit, cursor }: DisputesQuery,
    @Req() request: PurserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<DisputeView> | undefined> {
    const page = { limit, ...(cursor !== undefined && { cursor }) };
    return listOrCsv(request, reply, page, COLUMNS, (one) => {
      const filter = { ...one, ...(status && { status }) };
      return organizationId === null
        ? this.records.ofEveryone(filter)
        : this.records.ofOrganization(organizationId, filter);
    });
  }
}
