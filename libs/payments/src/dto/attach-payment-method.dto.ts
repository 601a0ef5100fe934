import { Optional } from '@purser/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

/** A card to keep. */
export class AttachPaymentMethodDto {
  /** Left out: the caller's only organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  /** The payment provider's id. */
  @IsString()
  @Length(1, 255)
  @ApiProperty({ type: 'string', minLength: 1, maxLength: 255, examples: ['pm_card_visa'] })
  paymentMethodId: string;
}
