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
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ListWebhookDeliveriesQuery } from './dto/list-webhook-deliveries.query.dto.js';
import {
  WEBHOOK_DELIVERY_CSV,
  WebhookDeliveryDetailDto,
  WebhookDeliveryDto,
} from './dto/webhook-delivery.view.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';

const DeliveryId = () =>
  ApiParam({ name: 'deliveryId', schema: { type: 'string', format: 'uuid' } });

/** The log of what was sent to webhook endpoints. */
@ApiTags('Events')
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('organizations/:organizationId/webhook-deliveries')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveries) {}

  @Get()
  @Access('organization.admin', 'param')
  @ApiOperation({
    operationId: 'listWebhookDeliveries',
    summary: 'Webhook deliveries, newest first',
    description: '`Accept: text/csv` streams the whole filtered list.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(WebhookDeliveryDto) })
  @ApiAccessProblems('invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() query: ListWebhookDeliveriesQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<WebhookDeliveryDto> | undefined> {
    const { endpointId, status, type, from, to, limit, cursor } = query;
    const filter = {
      ...(endpointId !== undefined && { endpointId }),
      ...(status && { status }),
      ...(type && { type }),
      ...(from !== undefined && { from: new Date(from) }),
      ...(to !== undefined && { to: new Date(to) }),
    };
    const page = { limit, ...(cursor !== undefined && { cursor }) };
    return listOrCsv(request, reply, page, WEBHOOK_DELIVERY_CSV, (one) =>
      this.deliveries.list(organizationId, filter, one),
    );
  }

  @Get(':deliveryId')
  @Access('organization.admin', 'param')
  @DeliveryId()
  @ApiOperation({
    operationId: 'getWebhookDelivery',
    summary: 'One delivery: what it carries and every attempt',
  })
  @ApiOkResponse({ type: WebhookDeliveryDetailDto })
  @ApiAccessProblems()
  get(
    @OrganizationId() organizationId: string,
    @Param('deliveryId') id: string,
  ): Promise<WebhookDeliveryDetailDto> {
    return this.deliveries.get(organizationId, id);
  }

  @Post(':deliveryId/redeliver')
  @HttpCode(200)
  @Access('organization.admin', 'param')
  @DeliveryId()
  @ApiOperation({
    operationId: 'redeliverWebhook',
    summary: 'Deliver an event again',
    description:
      'At once, or after an attempt that is under way, with the same `webhook-id` and body; retries ' +
      'begin anew if it fails. Answers the delivery as it waits.',
  })
  @ApiOkResponse({ type: WebhookDeliveryDto })
  @ApiAccessProblems('webhook-endpoint-disabled')
  redeliver(
    @OrganizationId() organizationId: string,
    @Param('deliveryId') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<WebhookDeliveryDto> {
    return this.deliveries.redeliver(organizationId, id, caller);
  }
}
