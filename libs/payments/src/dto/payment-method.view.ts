import { ApiProperty } from '@nestjs/swagger';
import type { PaymentMethodView, SetupView } from '@purser/contracts';

/** A card that is kept for paying. */
export class PaymentMethodDto implements PaymentMethodView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', examples: ['visa'] })
  brand: string;

  @ApiProperty({ type: 'string', examples: ['4242'] })
  last4: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 12 })
  expMonth: number;

  @ApiProperty({ type: 'integer' })
  expYear: number;

  /** Whether it is offered first. */
  @ApiProperty({ type: 'boolean' })
  isDefault: boolean;

  /** `expiring` within 30 days of the end of its last month. */
  @ApiProperty({ type: 'string', enum: ['valid', 'expiring', 'expired'] })
  expiry: PaymentMethodView['expiry'];

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;
}

/** A setup intent: the browser finishes it with the client secret, then attaches the card. */
export class SetupDto implements SetupView {
  @ApiProperty({ type: 'string' })
  setupIntentId: string;

  @ApiProperty({ type: 'string' })
  clientSecret: string;

  @ApiProperty({ type: 'string', examples: ['requires_payment_method'] })
  status: string;
}
