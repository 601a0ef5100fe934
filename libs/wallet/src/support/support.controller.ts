import { Body, Controller, Headers, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type {
  AdjustmentPreviewView,
  AdjustmentView,
  LotView,
  WalletStandingView,
} from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  type Caller,
  CurrentCaller,
  DryRunQuery,
  EffectKey,
  Idempotent,
  isId,
  NotFound,
  OrganizationId,
  tagged,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { AdjustmentPreviewDto, AdjustmentViewDto } from '../dto/spending.view.js';
import { AdjustmentDto, ExtendLotDto, ReactivateDto, SuspendDto } from '../dto/support.dto.js';
import { LotDto, WalletStandingDto } from '../dto/wallet.view.js';
import { Adjustments } from './adjustments.service.js';
import { LotExtension } from './lot-extension.service.js';
import { WalletSupport } from './support.service.js';

const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The ETag the decision was made from; a newer one answers 412.',
  schema: { type: 'string' },
} as const;

/** What support does to one wallet. */
@ApiTags('Support')
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('tokens/wallet/:organizationId')
export class SupportController {
  constructor(
    private readonly support: WalletSupport,
    private readonly adjustments: Adjustments,
    private readonly extension: LotExtension,
  ) {}

  @Put('suspend')
  @Access('tokens.adjust', 'param')
  @ApiOperation({
    operationId: 'suspendWallet',
    summary: 'Stop a wallet from spending',
    description: 'Debits and holds are refused; credits still land, holds can be captured.',
  })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: WalletStandingDto })
  @ApiAccessProblems('wallet-suspended', 'precondition-failed')
  async suspend(
    @OrganizationId() organizationId: string,
    @Body() { reason }: SuspendDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WalletStandingView> {
    return tagged(
      reply,
      await this.support.suspend(organizationId, reason, caller, ifMatch ?? null),
    );
  }

  @Put('reactivate')
  @Access('tokens.adjust', 'param')
  @ApiOperation({
    operationId: 'reactivateWallet',
    summary: 'Close a suspension',
    description: 'The wallet is active again when no suspension is left open.',
  })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: WalletStandingDto })
  @ApiAccessProblems('wallet-not-suspended', 'precondition-failed')
  async reactivate(
    @OrganizationId() organizationId: string,
    @Body() { source, reason }: ReactivateDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WalletStandingView> {
    return tagged(
      reply,
      await this.support.reactivate(organizationId, source, reason, caller, ifMatch ?? null),
    );
  }

  @Post('lots/:lotId/extend')
  @HttpCode(200)
  @Access('tokens.adjust', 'param')
  @ApiOperation({ operationId: 'extendLot', summary: 'Give a lot more time' })
  @ApiParam({ name: 'lotId', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: LotDto })
  @ApiAccessProblems('lot-not-extendable')
  extend(
    @OrganizationId() organizationId: string,
    @Param('lotId') lotId: string,
    @Body() { expiresAt, reason }: ExtendLotDto,
    @CurrentCaller() caller: Caller,
  ): Promise<LotView> {
    if (!isId(lotId)) throw new NotFound();
    return this.extension.extend(organizationId, lotId, new Date(expiresAt), reason, caller);
  }

  @Post('adjustments')
  @Access('tokens.adjust', 'param')
  @Idempotent()
  @ApiOperation({
    operationId: 'adjustWallet',
    summary: 'Correct a balance',
    description:
      'Above the approval limit (100,000 tokens unless configured) the answer is 202 and somebody ' +
      'else must approve. `?dryRun=true` answers 200 with what would happen.',
  })
  @ApiCreatedResponse({ type: AdjustmentViewDto, description: 'Applied.' })
  @ApiAcceptedResponse({ type: AdjustmentViewDto, description: 'Waits for another person.' })
  @ApiOkResponse({ type: AdjustmentPreviewDto, description: 'What would happen (`dryRun`).' })
  @ApiAccessProblems(
    'idempotency-key-required',
    'insufficient-tokens',
    'reference-reused',
    'idempotency-in-progress',
    'idempotency-key-reused',
  )
  async adjust(
    @OrganizationId() organizationId: string,
    @Body() { amount, reasonCode, reason }: AdjustmentDto,
    @Query() { dryRun }: DryRunQuery,
    @CurrentCaller() caller: Caller,
    @EffectKey() effectKey: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AdjustmentView | AdjustmentPreviewView> {
    const request = { amount: BigInt(amount), reasonCode, reason };
    if (dryRun === 'true') {
      void reply.status(200);
      return this.adjustments.preview(organizationId, request, caller);
    }
    const view = await this.adjustments.propose(organizationId, request, caller, effectKey);
    void reply.status(view.status === 'pending' ? 202 : 201);
    return view;
  }
}
