import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  listOrCsv,
  OrganizationId,
  pageOf,
  type Caller,
  type PurserRequest,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { DeliveryLog } from './delivery-log.service.js';
import { DELIVERY_CSV, DeliveryAttemptDto, DeliveryView } from './dto/delivery.view.js';
import { DeliveryOrganizationQuery, ListDeliveriesQuery } from './dto/list-deliveries.query.dto.js';

const DeliveryId = () =>
  ApiParam({ name: 'deliveryId', schema: { type: 'string', format: 'uuid' } });

/** What was sent to whom. */
@ApiTags('Notifications')
@Controller('tokens/notifications/deliveries')
export class DeliveriesController {
  constructor(private readonly log: DeliveryLog) {}

  @Get()
  @Access('organization.admin', 'query')
  @ApiOperation({
    operationId: 'listDeliveries',
    summary: 'List deliveries',
    description:
      'Every mail and in-app notification, newest first. `Accept: text/csv` streams the whole ' +
      'filtered list.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(DeliveryView) })
  @ApiAccessProblems('organization-required', 'invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() { channel, status, event, topic, limit, cursor }: ListDeliveriesQuery,
    @Req() request: PurserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<DeliveryView> | undefined> {
    const filter = {
      ...(channel && { channel }),
      ...(status && { status }),
      ...(event !== undefined && { event }),
      ...(topic && { topic }),
    };
    const page = { limit, ...(cursor !== undefined && { cursor }) };
    return listOrCsv(request, reply, page, DELIVERY_CSV, (one) =>
      this.log.list(organizationId, filter, one),
    );
  }

  @Get(':deliveryId/attempts')
  @Access('organization.admin', 'query')
  @ApiOperation({
    operationId: 'listDeliveryAttempts',
    summary: 'Every try of a delivery',
    description: 'Newest first, all in one page.',
  })
  @DeliveryId()
  @ApiOkResponse({ type: pageOf(DeliveryAttemptDto) })
  @ApiAccessProblems('organization-required')
  attempts(
    @OrganizationId() organizationId: string,
    @Param('deliveryId') id: string,
    @Query() _query: DeliveryOrganizationQuery,
  ): Promise<PageView<DeliveryAttemptDto>> {
    return this.log.attempts(organizationId, id);
  }

  @Post(':deliveryId/redeliver')
  @HttpCode(200)
  @Access('organization.admin', 'query')
  @ApiOperation({
    operationId: 'redeliverMail',
    summary: 'Send a mail again',
    description:
      'Tried at once, and after that as often as at first. A mail that is still being tried, or ' +
      'that no server would take, answers 409.',
  })
  @DeliveryId()
  @ApiOkResponse({ type: DeliveryView })
  @ApiAccessProblems('organization-required', 'delivery-not-redeliverable')
  redeliver(
    @OrganizationId() organizationId: string,
    @Param('deliveryId') id: string,
    @Query() _query: DeliveryOrganizationQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<DeliveryView> {
    return this.log.redeliver(organizationId, id, caller);
  }
}
