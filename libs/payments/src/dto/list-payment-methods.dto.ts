import { Optional } from '@purser/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';

/** Whose cards. */
export class ListPaymentMethodsDto {
  /** Left out: the caller's only organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
