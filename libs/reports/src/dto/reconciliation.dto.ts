import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '@purser/platform';
import { IsString, Length, Matches } from 'class-validator';

/** Whose differences. */
export class ReconciliationQuery {
  /** Left out by a platform administrator: all organizations. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}

/** Whose books are compared at once. */
export class ReconcileDto {
  @IsString()
  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;
}

/** How a case was dealt with. */
export class ResolveCaseDto {
  @IsString()
  @Length(3, 500)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'must be one line of text' })
  @ApiProperty({ type: 'string', minLength: 3, maxLength: 500 })
  reason: string;
}
