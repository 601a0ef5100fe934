import { Body, Controller, Get, Param, Put, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { PageView } from '@purser/contracts';
import {
  ApiAccessProblems,
  CurrentCaller,
  listOrCsv,
  NotFound,
  pageOf,
  PageQuery,
  PlatformAccess,
  UnitOfWork,
  type Caller,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CUSTOM_PRICE_COLUMNS, PACKAGE_COLUMNS, TAX_RATE_COLUMNS } from './catalogue-csv.js';
import { CatalogueReader } from './catalogue-reader.service.js';
import { Catalogue } from './catalogue.service.js';
import { CataloguePackageDto, cataloguePackageView } from './dto/catalogue-package.view.js';
import {
  CustomPricesDto,
  customPricesView,
  SellerDto,
  TaxRateDto,
  taxRateView,
} from './dto/catalogue.view.js';
import {
  WriteCustomPricesDto,
  WriteSellerDto,
  WriteTaxRateDto,
} from './dto/write-catalogue.dto.js';
import { Sellers } from './sellers.service.js';

/** What is sold, at which tax and by whom, for platform administrators. */
@ApiTags('Packages')
@Controller('tokens/catalogue')
export class CatalogueController {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly reader: CatalogueReader,
    private readonly sellers: Sellers,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Get('packages')
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'listCatalogue',
    summary: 'List every package with every price',
    description: 'Newest first, withdrawn ones too.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(CataloguePackageDto) })
  @ApiAccessProblems('invalid-cursor')
  packages(
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<CataloguePackageDto> | undefined> {
    return listOrCsv(request, reply, query, PACKAGE_COLUMNS, async (page) => {
      const { data, nextCursor } = await this.reader.packages(page);
      return { data: data.map(cataloguePackageView), nextCursor };
    });
  }

  @Get('custom-prices')
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'listCustomPrices',
    summary: 'List the volume tiers of custom amounts',
    description: 'By currency.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(CustomPricesDto) })
  @ApiAccessProblems('invalid-cursor')
  customPrices(
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<CustomPricesDto> | undefined> {
    return listOrCsv(request, reply, query, CUSTOM_PRICE_COLUMNS, async (page) => {
      const { data, nextCursor } = await this.reader.customPrices(page);
      return { data: data.map(customPricesView), nextCursor };
    });
  }

  @Put('custom-prices/:currency')
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'setCustomPrices',
    summary: 'Set the volume tiers of a currency',
    description: 'Replaces the list. Purchases made before keep what they froze.',
  })
  @ApiOkResponse({ type: CustomPricesDto })
  @ApiAccessProblems()
  async setCustomPrices(
    @Param('currency') currency: string,
    @Body() body: WriteCustomPricesDto,
    @CurrentCaller() caller: Caller,
  ): Promise<CustomPricesDto> {
    if (!/^[A-Z]{3}$/.test(currency)) throw new NotFound('There is no such currency.');
    const { validityDays } = body;
    const tiers = body.tiers.map(({ fromTokens, perThousandMilliMinor }) => ({
      fromTokens: BigInt(fromTokens),
      perThousandMilliMinor: BigInt(perThousandMilliMinor),
    }));
    await this.catalogue.setTiers({ currency, validityDays, tiers }, caller);
    return customPricesView({ currency, validityDays, tiers });
  }

  @Get('tax-rates')
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'listTaxRates',
    summary: 'List tax rates',
    description: 'By country and first day, past and future ones too.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(TaxRateDto) })
  @ApiAccessProblems('invalid-cursor')
  taxRates(
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<TaxRateDto> | undefined> {
    return listOrCsv(request, reply, query, TAX_RATE_COLUMNS, async (page) => {
      const { data, nextCursor } = await this.reader.taxRates(page);
      return { data: data.map(taxRateView), nextCursor };
    });
  }

  @Put('tax-rates/:country')
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'setTaxRate',
    summary: 'Set the standard rate of a country from a day on',
    description: 'The same country and day again replaces it. Issued invoices keep theirs.',
  })
  @ApiOkResponse({ type: TaxRateDto })
  @ApiAccessProblems()
  async setTaxRate(
    @Param('country') country: string,
    @Body() body: WriteTaxRateDto,
    @CurrentCaller() caller: Caller,
  ): Promise<TaxRateDto> {
    if (!/^[A-Z]{2}$/.test(country)) throw new NotFound('There is no such country.');
    const rate = { country, ...body };
    await this.catalogue.setTaxRate(rate, caller);
    return taxRateView(rate);
  }

  @Get('seller')
  @PlatformAccess('platform.admin')
  @ApiOperation({ operationId: 'getSeller', summary: 'Read the legal entity that sells' })
  @ApiOkResponse({ type: SellerDto })
  @ApiAccessProblems('not-offered')
  seller(): Promise<SellerDto> {
    return this.unitOfWork.platform((tx) => this.sellers.current(tx));
  }

  @Put('seller')
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'setSeller',
    summary: 'Set the legal entity that sells',
    description: 'What is bought from then on is taxed and invoiced by it.',
  })
  @ApiOkResponse({ type: SellerDto })
  @ApiAccessProblems()
  async setSeller(
    @Body() { name, addressLines, country, taxId }: WriteSellerDto,
    @CurrentCaller() caller: Caller,
  ): Promise<SellerDto> {
    const seller = { name, addressLines, country, taxId };
    await this.catalogue.setLegalEntity(seller, caller);
    return seller;
  }
}
