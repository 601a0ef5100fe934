import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { SubscriptionDetailView, SubscriptionView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  Idempotent,
  InvalidRequest,
  OrganizationId,
  type Caller,
} from '@purser/platform';
import { CancelSubscriptionQuery } from './dto/cancel-subscription.query.dto.js';
import { ChangeSubscriptionDto } from './dto/change-subscription.dto.js';
import { CreateSubscriptionDto } from './dto/create-subscription.dto.js';
import { SubscriptionDetailDto, SubscriptionDto } from './dto/subscription.view.js';
import { Subscriptions } from './subscriptions.service.js';

const OF_SUBSCRIPTION = { resource: 'subscription', param: 'id' } as const;
const BY_ORGANIZATION = { organizationParam: 'id' } as const;

const Id = (description: string) =>
  ApiParam({ name: 'id', description, schema: { type: 'string', format: 'uuid' } });
const SubscriptionId = () => Id('The id of the subscription.');

/** Buying the same package again each month or year. */
@ApiTags('Subscriptions')
@Controller('tokens/subscription')
export class SubscriptionsController {
  constructor(private readonly subscriptions: Subscriptions) {}

  @Access('tokens.configure', 'body')
  @Idempotent()
  @Post()
  @ApiOperation({
    operationId: 'createSubscription',
    summary: 'Start a subscription',
    description:
      'The first period is charged in this call: `active`, or `incomplete` with a `clientSecret` ' +
      'for 3-D Secure (authenticate, then execute `openPurchaseId`). A declined card answers 402 ' +
      'and creates nothing. With `startAt` it is charged then. Later periods start at the same ' +
      'local time, on the last day of months that are too short.',
  })
  @ApiCreatedResponse({ type: SubscriptionDto })
  @ApiAccessProblems(
    'organization-required',
    'idempotency-key-required',
    'card-declined',
    'subscription-exists',
    'purchase-in-progress',
    'idempotency-in-progress',
    'idempotency-key-reused',
    'not-offered',
    'amount-too-small',
    'amount-too-large',
    'payment-method-unusable',
    'payment-provider-unavailable',
  )
  create(
    @OrganizationId() organizationId: string,
    @Body() { packageId, interval, paymentMethodId, startAt }: CreateSubscriptionDto,
    @CurrentCaller() caller: Caller,
  ): Promise<SubscriptionView> {
    const order = {
      packageId,
      interval,
      paymentMethodId,
      ...(startAt !== undefined && { startAt: new Date(startAt) }),
    };
    return this.subscriptions.create(organizationId, order, caller);
  }

  @Access('tokens.view', BY_ORGANIZATION)
  @Get(':id')
  @ApiOperation({
    operationId: 'getSubscription',
    summary: 'The subscription of an organization and its next six charges',
    description: 'Here `id` is the organization: it has one subscription at a time.',
  })
  @Id('The id of the organization.')
  @ApiOkResponse({ type: SubscriptionDetailDto })
  @ApiAccessProblems()
  ofOrganization(@OrganizationId() organizationId: string): Promise<SubscriptionDetailView> {
    return this.subscriptions.ofOrganization(organizationId);
  }

  @Access('tokens.configure', OF_SUBSCRIPTION)
  @Put(':id')
  @ApiOperation({
    operationId: 'changeSubscription',
    summary: 'Change the package or the card',
    description:
      'Here `id` is the subscription. The package changes with the next period, the card with the ' +
      'next charge; a charge that was declined is tried with the other card within a minute.',
  })
  @SubscriptionId()
  @ApiOkResponse({ type: SubscriptionDto })
  @ApiAccessProblems(
    'card-declined',
    'subscription-state-conflict',
    'not-offered',
    'amount-too-small',
    'amount-too-large',
    'payment-method-unusable',
    'payment-provider-unavailable',
  )
  change(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Body() body: ChangeSubscriptionDto,
    @CurrentCaller() caller: Caller,
  ): Promise<SubscriptionView> {
    if (body.packageId === undefined && body.paymentMethodId === undefined) {
      const detail = 'or paymentMethodId must be given';
      throw new InvalidRequest([{ pointer: '/packageId', detail }]);
    }
    return this.subscriptions.change(organizationId, id, body, caller);
  }

  @Access('tokens.configure', OF_SUBSCRIPTION)
  @Put(':id/pause')
  @ApiOperation({
    operationId: 'pauseSubscription',
    summary: 'Pause',
    description: 'Periods that start while it is paused are never billed.',
  })
  @SubscriptionId()
  @ApiOkResponse({ type: SubscriptionDto })
  @ApiAccessProblems('subscription-state-conflict')
  pause(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<SubscriptionView> {
    return this.subscriptions.pause(organizationId, id, caller);
  }

  @Access('tokens.configure', OF_SUBSCRIPTION)
  @Put(':id/resume')
  @ApiOperation({
    operationId: 'resumeSubscription',
    summary: 'Resume',
    description:
      'The next charge is at the next start of a period, counted from the first one. Also takes ' +
      "back a cancellation at the period's end.",
  })
  @SubscriptionId()
  @ApiOkResponse({ type: SubscriptionDto })
  @ApiAccessProblems('subscription-state-conflict')
  resume(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<SubscriptionView> {
    return this.subscriptions.resume(organizationId, id, caller);
  }

  @Access('tokens.configure', OF_SUBSCRIPTION)
  @Delete(':id')
  @ApiOperation({
    operationId: 'cancelSubscription',
    summary: 'Cancel now or at the end of the paid period',
    description:
      'Here `id` is the subscription. Tokens that were bought stay. One that has ended is given again.',
  })
  @SubscriptionId()
  @ApiOkResponse({ type: SubscriptionDto })
  @ApiAccessProblems('purchase-state-conflict', 'payment-provider-unavailable')
  cancel(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Query() { at = 'now' }: CancelSubscriptionQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<SubscriptionView> {
    return this.subscriptions.cancel(organizationId, id, at, caller);
  }
}
