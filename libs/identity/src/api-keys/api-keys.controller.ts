import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
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
import type { ApiKeyView, PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  InvalidRequest,
  isId,
  listOrCsv,
  NotFound,
  OrganizationId,
  pageOf,
  PageQuery,
  type Caller,
  type CsvColumns,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MachineClock } from '../machine-clock.js';
import { ApiKeys } from './api-keys.service.js';
import { ApiKeyDto, CreatedApiKeyDto } from './dto/api-key.view.js';
import { CreateApiKeyDto } from './dto/create-api-key.dto.js';

const COLUMNS: CsvColumns<ApiKeyView> = {
  id: (row) => row.id,
  name: (row) => row.name,
  prefix: (row) => row.prefix,
  scopes: (row) => row.scopes.join(' '),
  createdAt: (row) => row.createdAt,
  expiresAt: (row) => row.expiresAt,
  lastUsedAt: (row) => row.lastUsedAt,
  revokedAt: (row) => row.revokedAt,
};

@ApiTags('Organization')
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('organizations/:organizationId/api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly machine: MachineClock,
  ) {}

  @Get()
  @Access('organization.admin', 'param')
  @ApiOperation({ operationId: 'listApiKeys', summary: 'API keys, newest first' })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(ApiKeyDto) })
  @ApiAccessProblems('invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<ApiKeyView> | undefined> {
    return listOrCsv(request, reply, query, COLUMNS, (page) =>
      this.keys.list(organizationId, page),
    );
  }

  @Post()
  @Access('organization.admin', 'param')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'createApiKey',
    summary: 'Create an API key',
    description: 'The secret is in this answer and nowhere else. Scopes are limited to your own.',
  })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  @ApiAccessProblems('permission-beyond-own')
  create(
    @OrganizationId() organizationId: string,
    @Body() { name, scopes, expiresAt }: CreateApiKeyDto,
    @CurrentCaller() caller: Caller,
  ): Promise<CreatedApiKeyDto> {
    const key = { name, scopes, expiresAt: expiresAt ? this.futureInstant(expiresAt) : null };
    return this.keys.createFor(organizationId, key, caller);
  }

  @Delete(':keyId')
  @HttpCode(204)
  @Access('organization.admin', 'param')
  @ApiParam({ name: 'keyId', schema: { type: 'string', format: 'uuid' } })
  @ApiOperation({
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key; it is refused everywhere within 5 s',
  })
  @ApiNoContentResponse()
  @ApiAccessProblems()
  async revoke(
    @OrganizationId() organizationId: string,
    @Param('keyId') keyId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    if (!isId(keyId)) throw new NotFound();
    await this.keys.revoke(organizationId, keyId, caller);
  }

  private futureInstant(text: string): Date {
    const instant = new Date(text);
    if (instant > this.machine.now()) return instant;
    throw new InvalidRequest([{ pointer: '/expiresAt', detail: 'must be in the future' }]);
  }
}
