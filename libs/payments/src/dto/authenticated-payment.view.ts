import { ApiProperty } from '@nestjs/swagger';

/** The payment after the bank's page. */
export class AuthenticatedPaymentView {
  /** The payment intent's status at the provider. */
  @ApiProperty({ type: 'string', examples: ['succeeded'] })
  status: string;
}
