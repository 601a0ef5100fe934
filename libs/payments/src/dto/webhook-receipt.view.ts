import { ApiProperty } from '@nestjs/swagger';

/** The event is kept. */
export class WebhookReceiptView {
  @ApiProperty({ type: 'boolean' })
  received: boolean;
}
