import { Optional } from '@purser/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';

/** For whom a card is to be saved. */
export class SetUpPaymentMethodDto {
  /** Left out: the caller's only organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
