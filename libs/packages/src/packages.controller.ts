import {
  Body,
  Controller,
  Get,
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
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { minorToDecimal, type PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  Clock,
  CurrentCaller,
  listOrCsv,
  OrganizationId,
  pageOf,
  PlatformAccess,
  UnitOfWork,
  type Caller,
  type CsvColumns,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Catalogue, eTagOf, type CataloguePackage } from './catalogue.service.js';
import { CalculateCustomDto } from './dto/calculate-custom.dto.js';
import { CataloguePackageDto, cataloguePackageView } from './dto/catalogue-package.view.js';
import { ListPackagesQuery } from './dto/list-packages.dto.js';
import { PackageDto } from './dto/package.view.js';
import { PricePackageQuery } from './dto/price-package.dto.js';
import { CustomQuoteDto, customQuoteView, QuoteDto, quoteView } from './dto/quote.view.js';
import { packageDefinition, WritePackageDto } from './dto/write-package.dto.js';
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
    private readonly catalogue: Catalogue,
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

  @Post()
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'createPackage',
    summary: 'Add a package to the catalogue',
    description: 'The same package under the same name again gives the first one back.',
  })
  @ApiCreatedResponse({ type: CataloguePackageDto })
  @ApiAccessProblems('already-exists')
  async create(
    @Body() body: WritePackageDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CataloguePackageDto> {
    return tagged(reply, await this.catalogue.createPackage(packageDefinition(body), caller));
  }

  @Get(':packageId')
  @PlatformAccess('platform.admin')
  @ApiOperation({ operationId: 'getPackage', summary: 'Read a package of the catalogue' })
  @ApiOkResponse({ type: CataloguePackageDto })
  @ApiAccessProblems()
  async get(
    @Param('packageId') packageId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CataloguePackageDto> {
    return tagged(reply, await this.catalogue.getPackage(packageId));
  }

  @Put(':packageId')
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'updatePackage',
    summary: 'Replace a package and its prices',
    description: 'Purchases made before keep what they froze. `active: false` withdraws it.',
  })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag the change was made from; left out = whatever it is.',
    schema: { type: 'string' },
  })
  @ApiOkResponse({ type: CataloguePackageDto })
  @ApiAccessProblems('already-exists', 'precondition-failed')
  async update(
    @Param('packageId') packageId: string,
    @Body() body: WritePackageDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CataloguePackageDto> {
    const definition = packageDefinition(body);
    const eTag = ifMatch ?? null;
    return tagged(reply, await this.catalogue.updatePackage(packageId, definition, eTag, caller));
  }
}

function tagged(reply: FastifyReply, found: CataloguePackage): CataloguePackageDto {
  void reply.header('etag', eTagOf(found.item));
  return cataloguePackageView(found);
}
