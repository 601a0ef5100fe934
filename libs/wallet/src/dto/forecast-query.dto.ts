import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '@purser/platform';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** How far a forecast is told. */
export class ForecastQuery {
  /** Days from today on, 30 to 90. */
  @Optional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(30)
  @Max(90)
  @ApiPropertyOptional({ type: 'integer', minimum: 30, maximum: 90, default: 30 })
  days: number = 30;
}
