import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  type Caller,
  CurrentCaller,
  listOrCsv,
  OrganizationId,
  pageOf,
  PageQuery,
  tagged,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { WebhookDeliveryDetailDto } from './dto/webhook-delivery.view.js';
import {
  WEBHOOK_ENDPOINT_CSV,
  WebhookEndpointDto,
  WebhookEndpointSecretDto,
} from './dto/webhook-endpoint.view.js';
import {
  ChangeWebhookEndpointDto,
  CreateWebhookEndpointDto,
  RotateWebhookSecretDto,
} from './dto/write-webhook-endpoint.dto.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';

const OVERLAP_HOURS = 24;

const EndpointId = () =>
  ApiParam({ name: 'endpointId', schema: { type: 'string', format: 'uuid' } });

const IfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag that the change was made from; a newer one answers 412.',
    schema: { type: 'string' },
  });

/** Where an organization is told about its events. */
@ApiTags('Events')
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('organizations/:organizationId/webhook-endpoints')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly deliveries: WebhookDeliveries,
  ) {}

  @Get()
  @Access('organization.admin', 'param')
  @ApiOperation({ operationId: 'listWebhookEndpoints', summary: 'Webhook endpoints, newest first' })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(WebhookEndpointDto) })
  @ApiAccessProblems('invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<WebhookEndpointDto> | undefined> {
    return listOrCsv(request, reply, query, WEBHOOK_ENDPOINT_CSV, (page) =>
      this.endpoints.list(organizationId, page),
    );
  }

  @Post()
  @Access('organization.admin', 'param')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'createWebhookEndpoint',
    summary: 'Create a webhook endpoint',
    description:
      'Events are sent as Standard Webhooks: `webhook-id`, `webhook-timestamp` and ' +
      '`webhook-signature` over the body, which is one public event. The secret is in this answer ' +
      'and nowhere else.',
  })
  @ApiCreatedResponse({ type: WebhookEndpointSecretDto })
  @ApiAccessProblems('webhook-url-not-allowed', 'too-many-webhook-endpoints')
  async create(
    @OrganizationId() organizationId: string,
    @Body() { url, types, description, enabled }: CreateWebhookEndpointDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookEndpointSecretDto> {
    const settings = {
      url,
      types: types ?? ['*'],
      description: description ?? '',
      enabled: enabled ?? true,
    };
    return tagged(reply, await this.endpoints.create(organizationId, settings, caller));
  }

  @Get(':endpointId')
  @Access('organization.admin', 'param')
  @EndpointId()
  @ApiOperation({ operationId: 'getWebhookEndpoint', summary: 'One endpoint, with its ETag' })
  @ApiOkResponse({ type: WebhookEndpointDto })
  @ApiAccessProblems()
  async get(
    @OrganizationId() organizationId: string,
    @Param('endpointId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookEndpointDto> {
    return tagged(reply, await this.endpoints.get(organizationId, id));
  }

  @Put(':endpointId')
  @Access('organization.admin', 'param')
  @EndpointId()
  @IfMatch()
  @ApiOperation({
    operationId: 'changeWebhookEndpoint',
    summary: 'Replace the settings of an endpoint',
    description:
      'Disabling calls off what waits to be delivered. An endpoint that was enabled again is told ' +
      'what happens from then on; what it missed is in the feed and can be delivered again.',
  })
  @ApiOkResponse({ type: WebhookEndpointDto })
  @ApiAccessProblems('precondition-failed', 'webhook-url-not-allowed')
  async change(
    @OrganizationId() organizationId: string,
    @Param('endpointId') id: string,
    @Body() body: ChangeWebhookEndpointDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookEndpointDto> {
    const { url, types, description, enabled } = body;
    const settings = { url, types, description, enabled };
    return tagged(
      reply,
      await this.endpoints.change(organizationId, id, settings, ifMatch ?? null, caller),
    );
  }

  @Delete(':endpointId')
  @HttpCode(204)
  @Access('organization.admin', 'param')
  @EndpointId()
  @IfMatch()
  @ApiOperation({
    operationId: 'deleteWebhookEndpoint',
    summary: 'Delete an endpoint; the log of its deliveries stays',
  })
  @ApiNoContentResponse()
  @ApiAccessProblems('precondition-failed')
  async delete(
    @OrganizationId() organizationId: string,
    @Param('endpointId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.endpoints.delete(organizationId, id, ifMatch ?? null, caller);
  }

  @Post(':endpointId/rotate-secret')
  @HttpCode(200)
  @Access('organization.admin', 'param')
  @Header('cache-control', 'no-store')
  @EndpointId()
  @IfMatch()
  @ApiOperation({
    operationId: 'rotateWebhookSecret',
    summary: 'Give an endpoint another secret',
    description:
      'The secret is in this answer and nowhere else. The one before signs too for `overlapHours`, ' +
      '24 unless said otherwise: the signature header then holds both.',
  })
  @ApiOkResponse({ type: WebhookEndpointSecretDto })
  @ApiAccessProblems('precondition-failed')
  async rotate(
    @OrganizationId() organizationId: string,
    @Param('endpointId') id: string,
    @Body() { overlapHours }: RotateWebhookSecretDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookEndpointSecretDto> {
    const hours = overlapHours ?? OVERLAP_HOURS;
    return tagged(
      reply,
      await this.endpoints.rotateSecret(organizationId, id, hours, ifMatch ?? null, caller),
    );
  }

  @Post(':endpointId/test')
  @HttpCode(200)
  @Access('organization.admin', 'param')
  @EndpointId()
  @ApiOperation({
    operationId: 'testWebhookEndpoint',
    summary: 'Send a test event now, once',
    description:
      'Answers with the delivery and what the endpoint said, within the time it has to answer.',
  })
  @ApiOkResponse({ type: WebhookDeliveryDetailDto })
  @ApiAccessProblems('webhook-endpoint-disabled')
  test(
    @OrganizationId() organizationId: string,
    @Param('endpointId') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<WebhookDeliveryDetailDto> {
    return this.deliveries.test(organizationId, id, caller);
  }
}
