import { Body, Controller, Get, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { RecoveryPaymentView, RecoveryView } from '@purser/contracts';
import { ApiProblems, Public } from '@purser/platform';
import type { FastifyRequest } from 'fastify';
import { CompleteRecoveryDto } from './dto/complete-recovery.dto.js';
import { RecoveryDto, RecoveryPaymentDto } from './dto/recovery.view.js';
import { RecoveryThrottle } from './recovery-throttle.js';
import type { RecoveryTokenContent } from './recovery-tokens.js';
import { Recovery } from './recovery.service.js';

const Token = () => ApiParam({ name: 'token', schema: { type: 'string' } });

/**
 * Paying by the link of a mail, without signing in: whoever holds the link may see what is to be
 * paid and pay it, and nothing else. Requests are logged by their route, never by their path.
 */
@ApiTags('Purchases')
@Controller('tokens/purchase/recovery/:token')
export class RecoveryController {
  constructor(
    private readonly recovery: Recovery,
    private readonly throttle: RecoveryThrottle,
  ) {}

  @Public()
  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'getRecovery',
    summary: 'What a payment link is about',
    description:
      'For charges that need their card holder. The link was mailed, is good for 24 hours and for ' +
      'one payment. `recovery-link-unusable` says why in `reason`: unknown, expired, used, revoked.',
  })
  @Token()
  @ApiOkResponse({ type: RecoveryDto })
  @ApiProblems('recovery-link-unusable')
  look(@Param('token') token: string, @Req() request: FastifyRequest): Promise<RecoveryView> {
    return this.recovery.look(this.admit(token, request));
  }

  @Public()
  @Post('complete')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'completeRecovery',
    summary: 'Pay by a payment link',
    description:
      '`requires_action` comes with a `clientSecret` for 3-D Secure: authenticate, then complete ' +
      'again. After a decline another card may be tried. It is charged once.',
  })
  @Token()
  @ApiOkResponse({ type: RecoveryPaymentDto })
  @ApiProblems(
    'invalid-request',
    'card-declined',
    'purchase-in-progress',
    'purchase-state-conflict',
    'recovery-link-unusable',
    'payment-method-unusable',
    'payment-refused',
    'payment-provider-unavailable',
  )
  complete(
    @Param('token') token: string,
    @Body() { paymentMethodId }: CompleteRecoveryDto,
    @Req() request: FastifyRequest,
  ): Promise<RecoveryPaymentView> {
    const origin = { requestId: String(request.id), ip: request.ip };
    return this.recovery.complete(this.admit(token, request), paymentMethodId ?? null, origin);
  }

  private admit(token: string, { ip }: FastifyRequest): RecoveryTokenContent {
    this.throttle.assertTrusted(ip);
    let content: RecoveryTokenContent;
    try {
      content = this.recovery.read(token);
    } catch (error) {
      this.throttle.noteBadToken(ip);
      throw error;
    }
    this.throttle.noteRequest(content.linkId);
    return content;
  }
}
