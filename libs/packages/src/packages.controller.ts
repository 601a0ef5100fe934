import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { minorToDecimal, type PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  Clock,
  listOrCsv,
  OrganizationId,
  pageOf,
  UnitOfWork,
  type CsvColumns,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CalculateCustomDto } from './dto/calculate-custom.dto.js';
import { ListPackagesQuery } from './dto/list-packages.dto.js';
import { PackageDto } from './dto/package.view.js';
import { PricePackageQuery } from './dto/price-package.dto.js';
import { CustomQuoteDto, customQuoteView, QuoteDto, quoteView } from './dto/quote.view.js';
import { Offers } from './offers.service.js';
import { Pricing } from './pricing.service.js';

const CSV_COLUMNS: CsvColumns<PackageDto> = {
  id: (offer) => offer.id,
  name: (offer) => offer.name,
  description: (offer) => offer.description,
  tokens: (offer) => offer.tokens,
  bonusTokens: (offer) => offer.bonusTokens,
  price: (offer) => minorToDecimal(offer.price.amount, offer.price.currency),
  currency: (offer) => offer.price.currency,
  validityDays: (offer) => offer.validityDays,
};

@ApiTags('Packages')
@Controller('tokens/packages')
export class PackagesController {
  constructor(
    private readonly offers: Offers,
    private readonly pricing: Pricing,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Access('tokens.view', 'query')
  @ApiOperation({
    operationId: 'listPackages',
    summary: 'List the packages an organization is offered',
    description: 'Those with a price in its currency, at its own prices, smallest first.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(PackageDto) })
  @ApiAccessProblems('organization-required', 'invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() query: ListPackagesQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<PackageDto> | undefined> {
    return listOrCsv(request, reply, query, CSV_COLUMNS, (page) =>
      this.offers.list(organizationId, page),
    );
  }

  @Get(':packageId/price')
  @Access('tokens.view', 'query')
  @ApiOperation({
    operationId: 'pricePackage',
    summary: 'Price a package',
    description: 'Net, tax and total as a purchase at this moment would freeze them.',
  })
  @ApiOkResponse({ type: QuoteDto })
  @ApiAccessProblems('organization-required', 'not-offered', 'amount-too-small', 'amount-too-large')
  async price(
    @OrganizationId() organizationId: string,
    @Param('packageId') packageId: string,
    @Query() { quantity }: PricePackageQuery,
  ): Promise<QuoteDto> {
    const at = this.clock.now();
    const quote = await this.unitOfWork.read(organizationId, (tx) =>
      this.pricing.quotePackage(tx, { packageId, quantity, at }),
    );
    return quoteView(quote);
  }

  @Post('calculate-custom')
  @HttpCode(200)
  @Access('tokens.view', 'body')
  @ApiOperation({
    operationId: 'priceCustomAmount',
    summary: 'Price a custom amount',
    description: 'Each slice at the price of its volume tier; the tiers add up to the subtotal.',
  })
  @ApiOkResponse({ type: CustomQuoteDto })
  @ApiAccessProblems('organization-required', 'not-offered', 'amount-too-small', 'amount-too-large')
  async calculateCustom(
    @OrganizationId() organizationId: string,
    @Body() body: CalculateCustomDto,
  ): Promise<CustomQuoteDto> {
    const at = this.clock.now();
    const quote = await this.unitOfWork.read(organizationId, (tx) =>
      this.pricing.quoteCustom(tx, { tokens: BigInt(body.tokens), at }),
    );
    return customQuoteView(quote);
  }
}
