import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';

/** For whom a card is to be saved. */
export class SetUpPaymentMethodDto {
  /** Left out: the caller's only organization. */
  @IsOptional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
