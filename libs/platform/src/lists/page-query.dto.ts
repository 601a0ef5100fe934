import { Optional } from '../problems/optional.js';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

/** What every list takes. */
export class PageQuery {
  /** How many rows, 1 to 200. */
  @Optional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(200)
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  limit: number = 50;

  /** `nextCursor` of the page before. */
  @Optional()
  @IsString()
  @MaxLength(500)
  @ApiPropertyOptional({ type: 'string', maxLength: 500 })
  cursor?: string;
}
