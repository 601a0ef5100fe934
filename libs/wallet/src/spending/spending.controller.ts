import { Body, Controller, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { DebitView, HoldView, LedgerEntryView, MovementPreviewView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  DryRunQuery,
  isId,
  NotFound,
  OrganizationId,
  type Caller,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { DebitBatchDto, DebitDto, ReverseDto } from '../dto/debit.dto.js';
import { CaptureDto, HoldDto } from '../dto/hold.dto.js';
import { LedgerEntryDto } from '../dto/ledger.view.js';
import {
  BatchDebitDto,
  DebitViewDto,
  HoldViewDto,
  MovementPreviewDto,
} from '../dto/spending.view.js';
import { Debits } from './debits.service.js';
import { Holds } from './holds.service.js';
import { Reversals } from './reversals.service.js';

/** How programs spend tokens. */
@ApiTags('Spend')
@ApiExtraModels(MovementPreviewDto)
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('tokens/wallet/:organizationId')
export class SpendingController {
  constructor(
    private readonly debits: Debits,
    private readonly holds: Holds,
    private readonly reversals: Reversals,
  ) {}

  @Post('debits')
  @Access('tokens.consume', 'param')
  @ApiOperation({
    operationId: 'debit',
    summary: 'Spend tokens',
    description:
      '`reference` is the idempotency key: the same reference and amount give the first answer ' +
      'again, byte for byte, for ever. A refusal is not remembered: send it again to have it ' +
      'decided again. `?dryRun=true` answers 200 with what would happen.',
  })
  @ApiCreatedResponse({ type: DebitViewDto })
  @ApiOkResponse({ type: MovementPreviewDto, description: 'What would happen (`dryRun`).' })
  @ApiAccessProblems('insufficient-tokens', 'wallet-suspended', 'reference-reused', 'overloaded')
  debit(
    @OrganizationId() organizationId: string,
    @Body() body: DebitDto,
    @Query() { dryRun }: DryRunQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DebitView | MovementPreviewView> {
    if (dryRun !== 'true') return this.debits.debit(organizationId, body, caller);
    void reply.status(200);
    return this.debits.preview(organizationId, body, caller);
  }

  @Post('debits/batch')
  @HttpCode(200)
  @Access('tokens.consume', 'param')
  @ApiOperation({
    operationId: 'debitBatch',
    summary: 'Spend tokens, many at once',
    description:
      'Not atomic: each item is decided on its own, in this order, and answered with the status ' +
      'it would have had alone.',
  })
  @ApiOkResponse({ type: BatchDebitDto })
  @ApiAccessProblems('overloaded')
  debitBatch(
    @OrganizationId() organizationId: string,
    @Body() body: DebitBatchDto,
    @CurrentCaller() caller: Caller,
  ): Promise<BatchDebitDto> {
    return this.debits.batch(organizationId, body.items, caller);
  }

  @Post('debits/:entryId/reverse')
  @Access('tokens.consume', 'param')
  @ApiOperation({
    operationId: 'reverseDebit',
    summary: 'Take a debit or capture back',
    description:
      'The tokens return to the lots they came from, once; asking again gives the first answer. ' +
      'A lot that expired meanwhile is reopened for seven days.',
  })
  @ApiParam({ name: 'entryId', schema: { type: 'string', format: 'uuid' } })
  @ApiCreatedResponse({ type: LedgerEntryDto })
  @ApiAccessProblems('entry-state-conflict')
  reverse(
    @OrganizationId() organizationId: string,
    @Param('entryId') entryId: string,
    @Body() { reason }: ReverseDto,
    @CurrentCaller() caller: Caller,
  ): Promise<LedgerEntryView> {
    return this.reversals.reverse(organizationId, knownId(entryId), reason ?? null, caller);
  }

  @Post('holds')
  @Access('tokens.consume', 'param')
  @ApiOperation({
    operationId: 'placeHold',
    summary: 'Reserve tokens',
    description:
      '`reference` is the idempotency key, as for a debit. A hold that is neither captured nor ' +
      'released counts as released when its time is over.',
  })
  @ApiCreatedResponse({ type: HoldViewDto })
  @ApiAccessProblems('insufficient-tokens', 'wallet-suspended', 'reference-reused', 'overloaded')
  hold(
    @OrganizationId() organizationId: string,
    @Body() { amount, ttlSeconds, reference }: HoldDto,
    @CurrentCaller() caller: Caller,
  ): Promise<HoldView> {
    const request = { amount: BigInt(amount), ttlSeconds, reference };
    return this.holds.place(organizationId, request, caller);
  }

  @Post('holds/:holdId/capture')
  @HttpCode(200)
  @Access('tokens.consume', 'param')
  @ApiOperation({
    operationId: 'captureHold',
    summary: 'Spend what is held',
    description: 'Once, wholly or in part; the rest is released.',
  })
  @ApiParam({ name: 'holdId', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: HoldViewDto })
  @ApiAccessProblems('hold-state-conflict', 'capture-exceeds-hold', 'overloaded')
  capture(
    @OrganizationId() organizationId: string,
    @Param('holdId') holdId: string,
    @Body() { amount }: CaptureDto,
    @CurrentCaller() caller: Caller,
  ): Promise<HoldView> {
    return this.holds.capture(organizationId, knownId(holdId), BigInt(amount), caller);
  }

  @Post('holds/:holdId/release')
  @HttpCode(200)
  @Access('tokens.consume', 'param')
  @ApiOperation({ operationId: 'releaseHold', summary: 'Give held tokens back' })
  @ApiParam({ name: 'holdId', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: HoldViewDto })
  @ApiAccessProblems('hold-state-conflict', 'overloaded')
  release(
    @OrganizationId() organizationId: string,
    @Param('holdId') holdId: string,
  ): Promise<HoldView> {
    return this.holds.release(organizationId, knownId(holdId));
  }
}

/** @throws NotFound a malformed id names nothing */
function knownId(id: string): string {
  if (!isId(id)) throw new NotFound();
  return id;
}
