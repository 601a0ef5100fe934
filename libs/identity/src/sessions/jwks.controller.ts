import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, Public } from '@purser/platform';
import { JwksDto } from './dto/jwks.view.js';
import { SigningKeys } from './signing-keys.js';

/** Served outside of `/api`, where verifiers look for it. */
@ApiTags('Sign-in')
@Controller('.well-known/jwks.json')
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  @Get()
  @Public()
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({
    operationId: 'getKeySet',
    summary: 'Public keys that verify access tokens (RFC 7517)',
  })
  @ApiOkResponse({ type: JwksDto })
  @ApiProblems()
  keySet(): JwksDto {
    return this.keys.keySet();
  }
}
