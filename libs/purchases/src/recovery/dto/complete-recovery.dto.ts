import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '@purser/platform';
import { IsString, Matches, MaxLength } from 'class-validator';

/** How a recovery link is paid. */
export class CompleteRecoveryDto {
  /** Another card, as the provider names it; left out = the card that asked for its holder. */
  @Optional()
  @IsString()
  @MaxLength(200)
  @Matches(/^pm_[A-Za-z0-9_]+$/, { message: 'must be a payment method of the provider' })
  @ApiPropertyOptional({ type: 'string', maxLength: 200, examples: ['pm_card_visa'] })
  paymentMethodId?: string;
}
