import { Body, Controller, Get, Headers, Param, Post, Put, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiAccessProblems, CurrentCaller, PlatformAccess, type Caller } from '@purser/platform';
import type { FastifyReply } from 'fastify';
import type { CataloguePackage } from './catalogue-definitions.js';
import { CatalogueReader } from './catalogue-reader.service.js';
import { Catalogue, eTagOf } from './catalogue.service.js';
import { CataloguePackageDto, cataloguePackageView } from './dto/catalogue-package.view.js';
import { packageDefinition, WritePackageDto } from './dto/write-package.dto.js';

/** Packages as those see them who keep the catalogue. */
@ApiTags('Packages')
@Controller('tokens/packages')
export class PackageAdministrationController {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly reader: CatalogueReader,
  ) {}

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
    return tagged(reply, await this.reader.package(packageId));
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
