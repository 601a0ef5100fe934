import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type {
  SubscriptionDetailView,
  SubscriptionRehearsalView,
  SubscriptionView,
} from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  type Caller,
  CurrentCaller,
  Idempotent,
  InvalidRequest,
  OrganizationId,
  tagged,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { CancelSubscriptionQuery } from './dto/cancel-subscription.query.dto.js';
import { ChangeSubscriptionDto } from './dto/change-subscription.dto.js';
import { CreateSubscriptionDto } from './dto/create-subscription.dto.js';
import { DryRunSubscriptionQuery } from './dto/dry-run-subscription.query.dto.js';
import {
  SubscriptionDetailDto,
  SubscriptionDto,
  SubscriptionRehearsalDto,
} from './dto/subscription.view.js';
import { SubscriptionRehearsal } from './subscription-rehearsal.js';
import { Subscriptions } from './subscriptions.service.js';
import type { VersionedSubscriptionView } from './to-subscription-view.js';

const OF_SUBSCRIPTION = { resource: 'subscription', param: 'id' } as const;
const BY_ORGANIZATION = { organizationParam: 'id' } as const;

const Id = (description: string) =>
  ApiParam({ name: 'id', description, schema: { type: 'string', format: 'uuid' } });
const SubscriptionId = () => Id('The id of the subscription.');

const IfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag that the change was made from; a newer one answers 412.',
    schema: { type: 'string' },
  });

/** The subscription after the act, or the charges that the act would bring. */
const ApiOkOrRehearsed = () =>
  applyDecorators(
    ApiExtraModels(SubscriptionDto, SubscriptionRehearsalDto),
    ApiOkResponse({
      description: 'The subscription, or its charges (`dryRun`).',
      schema: {
        oneOf: [SubscriptionDto, SubscriptionRehearsalDto].map((type) => ({
          $ref: getSchemaPath(type),
        })),
      },
    }),
  );

/** Buying the same package again each month or year. */
@ApiTags('Subscriptions')
@Controller('tokens/subscription')
export class SubscriptionsController {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly rehearsal: SubscriptionRehearsal,
  ) {}

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
      'local time, on the last day of months that are too short. `?dryRun=true` answers 200 with ' +
      'the charges that would come; the card is not looked at.',
  })
  @ApiCreatedResponse({ type: SubscriptionDto })
  @ApiOkResponse({
    type: SubscriptionRehearsalDto,
    description: 'What would be charged (`dryRun`).',
  })
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
    'payment-refused',
    'payment-provider-unavailable',
  )
  create(
    @OrganizationId() organizationId: string,
    @Body() { packageId, interval, paymentMethodId, startAt }: CreateSubscriptionDto,
    @Query() { dryRun }: DryRunSubscriptionQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionView | SubscriptionRehearsalView> {
    const start = startAt === undefined ? {} : { startAt: new Date(startAt) };
    const order = { packageId, interval, ...start };
    if (dryRun === 'true') {
      void reply.status(200);
      return this.rehearsal.creation(organizationId, order);
    }
    return this.subscriptions.create(organizationId, { ...order, paymentMethodId }, caller);
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
  async ofOrganization(
    @OrganizationId() organizationId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionDetailView> {
    const found = await this.subscriptions.ofOrganization(organizationId);
    if (found.subscription?.eTag) void reply.header('etag', found.subscription.eTag);
    return found;
  }

  @Access('tokens.configure', OF_SUBSCRIPTION)
  @Put(':id')
  @ApiOperation({
    operationId: 'changeSubscription',
    summary: 'Change the package or the card',
    description:
      'Here `id` is the subscription. The package changes with the next period, the card with the ' +
      'next charge; a charge that was declined is tried with the other card within a minute. ' +
      '`?dryRun=true` answers the charges that would come.',
  })
  @SubscriptionId()
  @IfMatch()
  @ApiOkOrRehearsed()
  @ApiAccessProblems(
    'card-declined',
    'precondition-failed',
    'subscription-state-conflict',
    'not-offered',
    'amount-too-small',
    'amount-too-large',
    'payment-method-unusable',
    'payment-refused',
    'payment-provider-unavailable',
  )
  async change(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Body() body: ChangeSubscriptionDto,
    @Query() { dryRun }: DryRunSubscriptionQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionView | SubscriptionRehearsalView> {
    if (body.packageId === undefined && body.paymentMethodId === undefined) {
      const detail = 'or paymentMethodId must be given';
      throw new InvalidRequest([{ pointer: '/packageId', detail }]);
    }
    if (dryRun === 'true') return this.rehearsal.change(organizationId, id, body.packageId);
    const eTag = ifMatch ?? null;
    return withTag(reply, await this.subscriptions.change(organizationId, id, body, caller, eTag));
  }

  @Access('tokens.configure', OF_SUBSCRIPTION)
  @Put(':id/pause')
  @ApiOperation({
    operationId: 'pauseSubscription',
    summary: 'Pause',
    description: 'Periods that start while it is paused are never billed.',
  })
  @SubscriptionId()
  @IfMatch()
  @ApiOkResponse({ type: SubscriptionDto })
  @ApiAccessProblems('precondition-failed', 'subscription-state-conflict')
  async pause(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionView> {
    const eTag = ifMatch ?? null;
    return withTag(reply, await this.subscriptions.pause(organizationId, id, caller, eTag));
  }

  @Access('tokens.configure', OF_SUBSCRIPTION)
  @Put(':id/resume')
  @ApiOperation({
    operationId: 'resumeSubscription',
    summary: 'Resume',
    description:
      'The next charge is at the next start of a period, counted from the first one. Also takes ' +
      "back a cancellation at the period's end. `?dryRun=true` answers the charges that would come.",
  })
  @SubscriptionId()
  @IfMatch()
  @ApiOkOrRehearsed()
  @ApiAccessProblems('precondition-failed', 'subscription-state-conflict')
  async resume(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Query() { dryRun }: DryRunSubscriptionQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionView | SubscriptionRehearsalView> {
    if (dryRun === 'true') return this.rehearsal.resumption(organizationId, id);
    const eTag = ifMatch ?? null;
    return withTag(reply, await this.subscriptions.resume(organizationId, id, caller, eTag));
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
  @IfMatch()
  @ApiOkResponse({ type: SubscriptionDto })
  @ApiAccessProblems(
    'precondition-failed',
    'purchase-state-conflict',
    'payment-provider-unavailable',
  )
  async cancel(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Query() { at = 'now' }: CancelSubscriptionQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionView> {
    const eTag = ifMatch ?? null;
    return withTag(reply, await this.subscriptions.cancel(organizationId, id, at, caller, eTag));
  }
}

function withTag(reply: FastifyReply, view: VersionedSubscriptionView): SubscriptionView {
  return tagged(reply, { view, eTag: view.eTag });
}
