import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
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
import { minorToDecimal, type PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  listOrCsv,
  OrganizationId,
  pageOf,
  PageQuery,
  type Caller,
  type CsvColumns,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AgreePriceDto, priceAgreement } from './dto/agree-price.dto.js';
import { OrganizationPriceDto, organizationPriceView } from './dto/organization-price.view.js';
import { OrganizationPrices } from './organization-prices.service.js';

const CSV_COLUMNS: CsvColumns<OrganizationPriceDto> = {
  id: (row) => row.id,
  packageId: (row) => row.packageId,
  currency: (row) => row.currency,
  price: (row) => (row.price ? minorToDecimal(row.price.amount, row.currency) : null),
  pricePerThousand: (row) => row.pricePerThousand,
  validFrom: (row) => row.validFrom,
  validTo: (row) => row.validTo,
  createdAt: (row) => row.createdAt,
  createdBy: (row) => row.createdBy,
};

@ApiTags('Packages')
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('organizations/:organizationId/prices')
export class OrganizationPricesController {
  constructor(private readonly prices: OrganizationPrices) {}

  @Post()
  @Access('platform.admin', 'param')
  @ApiOperation({
    operationId: 'agreeOrganizationPrice',
    summary: 'Agree a price with an organization',
    description: 'For a package or for custom amounts. Where several hold, the latest begun wins.',
  })
  @ApiCreatedResponse({ type: OrganizationPriceDto })
  @ApiAccessProblems('currency-mismatch')
  async create(
    @OrganizationId() organizationId: string,
    @Body() body: AgreePriceDto,
    @CurrentCaller() caller: Caller,
  ): Promise<OrganizationPriceDto> {
    const agreed = await this.prices.create(organizationId, priceAgreement(body), caller);
    return organizationPriceView(agreed);
  }

  @Get()
  @Access('platform.admin', 'param')
  @ApiOperation({
    operationId: 'listOrganizationPrices',
    summary: 'List the prices agreed with an organization',
    description: 'Newest first, past and future ones too.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(OrganizationPriceDto) })
  @ApiAccessProblems('invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<OrganizationPriceDto> | undefined> {
    return listOrCsv(request, reply, query, CSV_COLUMNS, async (page) => {
      const { data, nextCursor } = await this.prices.list(organizationId, page);
      return { data: data.map(organizationPriceView), nextCursor };
    });
  }

  @Delete(':priceId')
  @HttpCode(204)
  @Access('platform.admin', 'param')
  @ApiOperation({
    operationId: 'withdrawOrganizationPrice',
    summary: 'Withdraw an agreed price',
    description: 'The catalogue price holds again. Purchases made before keep what they froze.',
  })
  @ApiNoContentResponse()
  @ApiAccessProblems()
  async remove(
    @OrganizationId() organizationId: string,
    @Param('priceId') priceId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.prices.remove(organizationId, priceId, caller);
  }
}
