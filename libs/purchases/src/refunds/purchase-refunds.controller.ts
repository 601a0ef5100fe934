import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { RefundPreviewView, RefundView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  DryRunQuery,
  EffectKey,
  Idempotent,
  OrganizationId,
  type Caller,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { RefundDto, RefundPreviewDto } from '../dto/money-back.view.js';
import { RefundPreviewQuery, RefundRequestDto } from '../dto/refund.dto.js';
import { RefundDesk } from './refund-desk.service.js';
import { RefundQuotes } from './refund-quotes.js';

const OF_PURCHASE = { resource: 'purchase', param: 'referenceId' } as const;
const Reference = () =>
  ApiParam({ name: 'referenceId', schema: { type: 'string', format: 'uuid' } });

/** Giving the money of a purchase back. */
@ApiTags('Purchases')
@Controller('tokens/purchase/:referenceId')
export class PurchaseRefundsController {
  constructor(
    private readonly desk: RefundDesk,
    private readonly quotes: RefundQuotes,
  ) {}

  @Access('tokens.adjust', OF_PURCHASE)
  @Get('refund-preview')
  @ApiOperation({
    operationId: 'previewRefund',
    summary: 'What a refund would give back and take',
    description:
      'At most what is left of the tokens at cost, with its tax. An amount is rounded down to ' +
      'whole tokens; the bonus tokens that are left are taken first and carry no money.',
  })
  @Reference()
  @ApiOkResponse({ type: RefundPreviewDto })
  @ApiAccessProblems('nothing-to-refund', 'purchase-state-conflict', 'refund-exceeds-refundable')
  preview(
    @OrganizationId() organizationId: string,
    @Param('referenceId') referenceId: string,
    @Query() { amount }: RefundPreviewQuery,
  ): Promise<RefundPreviewView> {
    return this.quotes.preview(organizationId, referenceId, minorOf(amount));
  }

  @Access('tokens.adjust', OF_PURCHASE)
  @Post('refunds')
  @Idempotent()
  @ApiOperation({
    operationId: 'refundPurchase',
    summary: 'Refund a purchase, wholly or in part',
    description:
      'The tokens are taken first, then the provider is asked to pay: `succeeded`, or `pending` ' +
      'until it has decided. Above the approval limit (100,000 tokens unless configured) the ' +
      'answer is 202 and somebody else must approve. `?dryRun=true` answers 200 with the preview.',
  })
  @Reference()
  @ApiCreatedResponse({ type: RefundDto, description: 'Asked for at the provider.' })
  @ApiAcceptedResponse({ type: RefundDto, description: 'Waits for another person.' })
  @ApiOkResponse({ type: RefundPreviewDto, description: 'What would happen (`dryRun`).' })
  @ApiAccessProblems(
    'idempotency-key-required',
    'nothing-to-refund',
    'purchase-state-conflict',
    'idempotency-in-progress',
    'idempotency-key-reused',
    'refund-exceeds-refundable',
  )
  async refund(
    @OrganizationId() organizationId: string,
    @Param('referenceId') referenceId: string,
    @Body() { amount, reason }: RefundRequestDto,
    @Query() { dryRun }: DryRunQuery,
    @CurrentCaller() caller: Caller,
    @EffectKey() effectKey: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RefundView | RefundPreviewView> {
    const askedMinor = minorOf(amount);
    if (dryRun === 'true') {
      void reply.status(200);
      return this.quotes.preview(organizationId, referenceId, askedMinor);
    }
    const request = { askedMinor, reason: reason ?? null };
    const refund = await this.desk.request(organizationId, referenceId, request, caller, effectKey);
    void reply.status(refund.status === 'pending_approval' ? 202 : 201);
    return refund;
  }
}

const minorOf = (amount: number | undefined): bigint | null =>
  amount === undefined ? null : BigInt(amount);
