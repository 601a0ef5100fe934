import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, CONFIG, NotFound, Public, type PurserConfig } from '@purser/platform';
import { AuthenticatePaymentDto } from './dto/authenticate-payment.dto.js';
import { AuthenticatedPaymentView } from './dto/authenticated-payment.view.js';
import { PaymentProviderUnavailable } from './payments.errors.js';

const TIMEOUT_MS = 10_000;

/** The bank's page of the local Stripe sandbox; real banks show their own. */
@ApiTags('Sandbox')
@Controller('sandbox/3ds')
export class SandboxAuthenticationController {
  constructor(@Inject(CONFIG) private readonly config: PurserConfig) {}

  @Public()
  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'authenticateSandboxPayment',
    summary: 'Pass or fail 3-D Secure in the sandbox',
    description: 'Exists only with the local Stripe sandbox: knowing the client secret is enough.',
  })
  @ApiOkResponse({ type: AuthenticatedPaymentView })
  @ApiProblems('invalid-request', 'not-found', 'payment-provider-unavailable')
  async authenticate(@Body() body: AuthenticatePaymentDto): Promise<AuthenticatedPaymentView> {
    const { sandbox, STRIPE_API_URL: sandboxUrl } = this.config;
    if (!sandbox || sandboxUrl === undefined) throw new NotFound();
    const { clientSecret, outcome } = body;
    const intentId = clientSecret.slice(0, clientSecret.indexOf('_secret_'));
    const url = new URL(`/_sandbox/payment_intents/${intentId}/authenticate`, sandboxUrl);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ outcome, client_secret: clientSecret }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => {
      throw new PaymentProviderUnavailable();
    });
    if (answer.status >= 500) throw new PaymentProviderUnavailable();
    if (!answer.ok) throw new NotFound('No payment waits for authentication with this secret.');
    const intent = (await answer.json()) as { status: string };
    return { status: intent.status };
  }
}
