import { Body, Controller, Get, Headers, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { OrganizationView, PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  type Caller,
  type CsvColumns,
  CurrentCaller,
  listOrCsv,
  OrganizationId,
  pageOf,
  PlatformAccess,
  tagged,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OrganizationQuery } from './dto/organization-query.dto.js';
import { OrganizationSettingsDto } from './dto/organization-settings.dto.js';
import { OrganizationDto } from './dto/organization.view.js';
import { Organizations } from './organizations.service.js';

const COLUMNS: CsvColumns<OrganizationView> = {
  id: (row) => row.id,
  name: (row) => row.name,
  legalName: (row) => row.legalName,
  currency: (row) => row.currency,
  timeZone: (row) => row.timeZone,
  country: (row) => row.country,
  taxId: (row) => row.taxId,
  billingEmail: (row) => row.billingEmail,
  poNumber: (row) => row.poNumber,
  createdAt: (row) => row.createdAt,
};

@ApiTags('Organization')
@Controller('organizations')
export class OrganizationsController {
  constructor(private readonly organizations: Organizations) {}

  @Get()
  @PlatformAccess('tokens.view')
  @ApiOperation({ operationId: 'searchOrganizations', summary: 'Search all organizations (staff)' })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(OrganizationDto) })
  @ApiAccessProblems('invalid-cursor')
  search(
    @Query() { query, ...page }: OrganizationQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<OrganizationView> | undefined> {
    return listOrCsv(request, reply, page, COLUMNS, (one) =>
      this.organizations.search(query ?? '', one),
    );
  }

  @Get(':organizationId')
  @Access('tokens.view', 'param')
  @ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
  @ApiOperation({ operationId: 'getOrganization', summary: 'Settings, with their ETag' })
  @ApiOkResponse({ type: OrganizationDto })
  @ApiAccessProblems()
  async settings(
    @OrganizationId() organizationId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrganizationDto> {
    return tagged(reply, await this.organizations.settings(organizationId));
  }

  @Put(':organizationId')
  @Access('organization.admin', 'param')
  @ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag that the change was made from; a newer one answers 412.',
    schema: { type: 'string' },
  })
  @ApiOperation({
    operationId: 'changeOrganization',
    summary: 'Replace the settings',
    description:
      'In the European Union `taxId` must have the form of a VAT number of the country; spaces, dots, ' +
      'hyphens and case are forgiven.',
  })
  @ApiOkResponse({ type: OrganizationDto })
  @ApiAccessProblems('precondition-failed', 'currency-mismatch')
  async change(
    @OrganizationId() organizationId: string,
    @Body() body: OrganizationSettingsDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrganizationDto> {
    const { name, legalName, timeZone, billingEmail, taxId, poNumber, ...optional } = body;
    const settings = {
      name,
      legalName,
      timeZone,
      billingEmail,
      taxId: taxId ?? null,
      poNumber: poNumber ?? null,
      ...(optional.addressLines ? { addressLines: optional.addressLines } : {}),
      ...(optional.currency ? { currency: optional.currency } : {}),
    };
    const changed = await this.organizations.change(
      organizationId,
      settings,
      ifMatch ?? null,
      caller,
    );
    return tagged(reply, changed);
  }
}
