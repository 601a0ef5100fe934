import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, ApiAccessProblems, OrganizationId } from '@purser/platform';
import { LedgerVerificationDto } from '../dto/ledger-verification.view.js';
import { LedgerVerifier } from './ledger-verifier.service.js';

/** The proof of a wallet's ledger. */
@ApiTags('Wallet')
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('tokens/wallet/:organizationId/verify')
export class SealingController {
  constructor(private readonly verifier: LedgerVerifier) {}

  @Get()
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'verifyLedger',
    summary: 'Walk the ledger and name the first broken entry',
    description:
      'Every entry is checked against its seal, and the seals against what the signed audit trail ' +
      'says of them.',
  })
  @ApiOkResponse({ type: LedgerVerificationDto })
  @ApiAccessProblems()
  verify(@OrganizationId() organizationId: string): Promise<LedgerVerificationDto> {
    return this.verifier.verify(organizationId) as Promise<LedgerVerificationDto>;
  }
}
