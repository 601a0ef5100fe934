import { Optional } from '@purser/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

/** How to pay. */
export class ExecutePurchaseDto {
  /** Ours or the payment provider's; may be left out if one was named when it was ordered. */
  @Optional()
  @IsString()
  @Length(1, 255)
  @ApiPropertyOptional({
    type: 'string',
    minLength: 1,
    maxLength: 255,
    examples: ['pm_card_visa'],
  })
  paymentMethodId?: string;
}
