import { Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, Public, type PurserRequest } from '@purser/platform';
import { WebhookReceiptView } from './dto/webhook-receipt.view.js';
import { ProviderInbox } from './provider-inbox.js';

/** Where the provider sends its events. */
@ApiTags('Webhooks')
@Controller('webhooks')
export class WebhookController {
  constructor(private readonly inbox: ProviderInbox) {}

  @Public()
  @Post('stripe')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'receiveStripeEvent',
    summary: 'Receive an event of the payment provider',
    description:
      'Signed by Stripe over the raw body with any of `STRIPE_WEBHOOK_SECRETS`. The event is kept ' +
      'before the answer and acted upon after it; events may come repeatedly and in any order.',
  })
  @ApiHeader({
    name: 'Stripe-Signature',
    required: true,
    description: 'Time and HMAC-SHA256 of the raw body, as Stripe sends it.',
    schema: { type: 'string' },
  })
  @ApiBody({ schema: { type: 'object', description: 'An event object of Stripe.' } })
  @ApiOkResponse({ type: WebhookReceiptView })
  @ApiProblems('invalid-signature', 'malformed-json')
  async receive(
    @Req() request: PurserRequest,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<WebhookReceiptView> {
    await this.inbox.receive(request.rawBody ?? Buffer.alloc(0), signature ?? '');
    return { received: true };
  }
}
