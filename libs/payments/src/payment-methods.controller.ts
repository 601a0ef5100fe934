import {
  Body,
  Controller,
  Delete,
  Get,
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
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { PageView, PaymentMethodView, SetupView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  Clock,
  CurrentCaller,
  listOrCsv,
  OrganizationId,
  pageOf,
  type Caller,
  type CsvColumns,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AttachPaymentMethodDto } from './dto/attach-payment-method.dto.js';
import { ListPaymentMethodsDto } from './dto/list-payment-methods.dto.js';
import { PaymentMethodDto, SetupDto } from './dto/payment-method.view.js';
import { SetUpPaymentMethodDto } from './dto/set-up-payment-method.dto.js';
import { PaymentMethods } from './payment-methods.service.js';
import { paymentMethodView } from './to-payment-method-view.js';

/** Nobody keeps so many cards that they would need pages. */
const ALL = { limit: Number.POSITIVE_INFINITY };

const OF_METHOD = { resource: 'payment_method', param: 'id' } as const;

const COLUMNS: CsvColumns<PaymentMethodView> = {
  id: (card) => card.id,
  brand: (card) => card.brand,
  last4: (card) => card.last4,
  expMonth: (card) => card.expMonth,
  expYear: (card) => card.expYear,
  isDefault: (card) => card.isDefault,
  expiry: (card) => card.expiry,
  createdAt: (card) => card.createdAt,
};

/** The cards an organization pays with. */
@ApiTags('Payment methods')
@Controller('tokens/payment-methods')
export class PaymentMethodsController {
  constructor(
    private readonly methods: PaymentMethods,
    private readonly clock: Clock,
  ) {}

  @Access('tokens.view', 'query')
  @Get()
  @ApiOperation({
    operationId: 'listPaymentMethods',
    summary: 'List the kept cards, the default first',
    description: 'All of them in one page: `nextCursor` is always null. `Accept: text/csv` too.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(PaymentMethodDto) })
  @ApiAccessProblems('organization-required')
  list(
    @OrganizationId() organizationId: string,
    @Query() _query: ListPaymentMethodsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<PaymentMethodView> | undefined> {
    return listOrCsv(request, reply, ALL, COLUMNS, async () => {
      const cards = await this.methods.list(organizationId);
      const now = this.clock.now();
      return { data: cards.map((card) => paymentMethodView(card, now)), nextCursor: null };
    });
  }

  @Access('tokens.purchase', 'body')
  @Post('setup')
  @ApiOperation({
    operationId: 'setUpPaymentMethod',
    summary: 'Start saving a card without paying',
    description: 'Finish it in the browser with the client secret, then attach the card.',
  })
  @ApiCreatedResponse({ type: SetupDto })
  @ApiAccessProblems('organization-required', 'payment-refused', 'payment-provider-unavailable')
  setUp(
    @OrganizationId() organizationId: string,
    @Body() _body: SetUpPaymentMethodDto,
  ): Promise<SetupView> {
    return this.methods.setUp(organizationId);
  }

  @Access('tokens.purchase', 'body')
  @Post()
  @ApiOperation({
    operationId: 'attachPaymentMethod',
    summary: 'Keep a card',
    description: 'The first card becomes the default. A card that is kept already is given again.',
  })
  @ApiCreatedResponse({ type: PaymentMethodDto })
  @ApiAccessProblems(
    'organization-required',
    'card-declined',
    'payment-method-unusable',
    'payment-refused',
    'payment-provider-unavailable',
  )
  async attach(
    @OrganizationId() organizationId: string,
    @Body() body: AttachPaymentMethodDto,
    @CurrentCaller() caller: Caller,
  ): Promise<PaymentMethodView> {
    const card = await this.methods.resolve(organizationId, body.paymentMethodId, caller);
    return paymentMethodView(card, this.clock.now());
  }

  @Access('tokens.purchase', OF_METHOD)
  @Put(':id/default')
  @ApiOperation({ operationId: 'makePaymentMethodDefault', summary: 'Offer this card first' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: PaymentMethodDto })
  @ApiAccessProblems()
  async makeDefault(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PaymentMethodView> {
    const card = await this.methods.makeDefault(organizationId, id, caller);
    return paymentMethodView(card, this.clock.now());
  }

  @Access('tokens.purchase', OF_METHOD)
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'removePaymentMethod',
    summary: 'Forget a card',
    description:
      'Here and at the payment provider. The newest other card becomes the default. A card that ' +
      'a subscription or a top-up policy charges is refused.',
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiNoContentResponse()
  @ApiAccessProblems('payment-method-in-use', 'payment-provider-unavailable')
  async remove(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.methods.remove(organizationId, id, caller);
  }
}
