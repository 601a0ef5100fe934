import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import {
  minorToDecimal,
  type MoneyView,
  type PageView,
  type PurchaseDetailView,
  type PurchaseView,
} from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  DryRunQuery,
  holds,
  Idempotent,
  InvalidRequest,
  listOrCsv,
  OrganizationId,
  pageOf,
  type Caller,
  type CsvColumns,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CreatePurchaseDto } from './dto/create-purchase.dto.js';
import { ExecutePurchaseDto } from './dto/execute-purchase.dto.js';
import { ListPurchasesQuery } from './dto/list-purchases.query.dto.js';
import { PurchaseDetailDto, PurchaseDto } from './dto/purchase.view.js';
import type { PurchaseOrder } from './purchase-orders.js';
import type { PurchaseFilter } from './purchase-records.js';
import { Purchases } from './purchases.service.js';

const OF_PURCHASE = { resource: 'purchase', param: 'referenceId' } as const;
const Reference = () =>
  ApiParam({ name: 'referenceId', schema: { type: 'string', format: 'uuid' } });

const decimal = ({ amount, currency }: MoneyView) => minorToDecimal(amount, currency);
const COLUMNS: CsvColumns<PurchaseView> = {
  referenceId: (purchase) => purchase.referenceId,
  createdAt: (purchase) => purchase.createdAt,
  type: (purchase) => purchase.type,
  status: (purchase) => purchase.status,
  label: (purchase) => purchase.label,
  quantity: (purchase) => purchase.quantity,
  tokens: (purchase) => purchase.tokens,
  bonusTokens: (purchase) => purchase.bonusTokens,
  subtotal: (purchase) => decimal(purchase.price.subtotal),
  tax: (purchase) => decimal(purchase.price.tax),
  total: (purchase) => decimal(purchase.price.total),
  currency: (purchase) => purchase.price.total.currency,
  card: ({ paymentMethod }) => paymentMethod && `${paymentMethod.brand} ${paymentMethod.last4}`,
  invoiceNumber: (purchase) => purchase.invoiceNumber,
  createdBy: (purchase) => purchase.createdBy.name,
  paidAt: (purchase) => purchase.paidAt,
  completedAt: (purchase) => purchase.completedAt,
};

/** Buying tokens. */
@ApiTags('Purchases')
@Controller('tokens/purchase')
export class PurchasesController {
  constructor(private readonly purchases: Purchases) {}

  @Access('tokens.purchase', 'body')
  @Idempotent()
  @Post()
  @ApiOperation({
    operationId: 'createPurchase',
    summary: 'Order a package or a custom amount',
    description:
      'The price is computed and frozen; nothing is charged before `execute`. `?dryRun=true` ' +
      'answers 200 with the purchase as it would be.',
  })
  @ApiCreatedResponse({ type: PurchaseDto })
  @ApiOkResponse({ type: PurchaseDto, description: 'What would happen (`dryRun`).' })
  @ApiAccessProblems(
    'organization-required',
    'idempotency-key-required',
    'idempotency-in-progress',
    'idempotency-key-reused',
    'not-offered',
    'amount-too-small',
    'amount-too-large',
  )
  create(
    @OrganizationId() organizationId: string,
    @Body() body: CreatePurchaseDto,
    @Query() { dryRun }: DryRunQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PurchaseView> {
    if (dryRun !== 'true') {
      return this.purchases.initialize(organizationId, orderOf(body), caller);
    }
    void reply.status(200);
    return this.purchases.preview(organizationId, orderOf(body), caller);
  }

  @Access('tokens.purchase', OF_PURCHASE)
  @Idempotent()
  @Post(':referenceId/execute')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'executePurchase',
    summary: 'Pay a purchase',
    description:
      '`completed`, or `requires_action` with a `clientSecret` for 3-D Secure: authenticate, then ' +
      'execute again. However many callers race, the card is charged once and all get the same ' +
      'answer; a completed purchase is given again. After a decline another card may be tried.',
  })
  @Reference()
  @ApiOkResponse({ type: PurchaseDto })
  @ApiAccessProblems(
    'idempotency-key-required',
    'card-declined',
    'purchase-in-progress',
    'purchase-state-conflict',
    'idempotency-in-progress',
    'idempotency-key-reused',
    'payment-method-unusable',
    'payment-refused',
    'payment-provider-unavailable',
  )
  execute(
    @OrganizationId() organizationId: string,
    @Param('referenceId') referenceId: string,
    @Body() body: ExecutePurchaseDto,
    @CurrentCaller() caller: Caller,
  ): Promise<PurchaseView> {
    const payment = { methodId: body.paymentMethodId ?? null };
    return this.purchases.execute(organizationId, referenceId, payment, caller);
  }

  @Access('tokens.purchase', OF_PURCHASE)
  @Post(':referenceId/cancel')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'cancelPurchase',
    summary: 'Call off a purchase that is not paid',
    description: 'Also while 3-D Secure is waited for. A canceled purchase is given again.',
  })
  @Reference()
  @ApiOkResponse({ type: PurchaseDto })
  @ApiAccessProblems('purchase-state-conflict', 'payment-provider-unavailable')
  cancel(
    @OrganizationId() organizationId: string,
    @Param('referenceId') referenceId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PurchaseView> {
    return this.purchases.cancel(organizationId, referenceId, caller);
  }

  @Access('tokens.view', OF_PURCHASE)
  @Get(':referenceId')
  @ApiOperation({
    operationId: 'getPurchase',
    summary: 'A purchase with its events, invoice, lots and ledger entries',
    description: 'With the `clientSecret` only for callers who may pay.',
  })
  @Reference()
  @ApiOkResponse({ type: PurchaseDetailDto })
  @ApiAccessProblems()
  async get(
    @OrganizationId() organizationId: string,
    @Param('referenceId') referenceId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PurchaseDetailView> {
    const detail = await this.purchases.get(organizationId, referenceId);
    if (holds(caller, 'tokens.purchase', organizationId)) return detail;
    const { clientSecret: _, ...seen } = detail;
    return seen;
  }

  @Access('tokens.view', 'query')
  @Get()
  @ApiOperation({
    operationId: 'listPurchases',
    summary: 'Purchases, newest first',
    description: '`Accept: text/csv` streams the whole filtered list.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(PurchaseDto) })
  @ApiAccessProblems('organization-required', 'invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() query: ListPurchasesQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<PurchaseView> | undefined> {
    const filter = filterOf(query);
    return listOrCsv(request, reply, query, COLUMNS, (page) =>
      this.purchases.list(organizationId, filter, page),
    );
  }
}

function orderOf(body: CreatePurchaseDto): PurchaseOrder {
  const { packageId, quantity, customTokens, paymentMethodId = null } = body;
  if (packageId !== undefined && customTokens === undefined) {
    const item = { packageId, quantity: quantity ?? 1 };
    return { type: 'package', item, methodId: paymentMethodId };
  }
  if (customTokens === undefined) {
    throw new InvalidRequest([{ pointer: '/packageId', detail: 'or customTokens must be given' }]);
  }
  if (packageId !== undefined) {
    throw new InvalidRequest([{ pointer: '/customTokens', detail: 'or packageId, not both' }]);
  }
  if (quantity !== undefined) {
    throw new InvalidRequest([{ pointer: '/quantity', detail: 'goes with packageId only' }]);
  }
  const item = { customTokens: BigInt(customTokens) };
  return { type: 'custom', item, methodId: paymentMethodId };
}

function filterOf({ status, type, from, to }: ListPurchasesQuery): PurchaseFilter {
  return {
    ...(status && { status }),
    ...(type && { type }),
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
  };
}
