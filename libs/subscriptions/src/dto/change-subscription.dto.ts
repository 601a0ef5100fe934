import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '@purser/platform';
import { IsString, Length } from 'class-validator';

/** What is to be different: at least one of the two. */
export class ChangeSubscriptionDto {
  /** The package from the next period on. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  packageId?: string;

  /** The card from the next charge on; ours or the payment provider's. */
  @Optional()
  @IsString()
  @Length(1, 255)
  @ApiPropertyOptional({ type: 'string', minLength: 1, maxLength: 255 })
  paymentMethodId?: string;
}
