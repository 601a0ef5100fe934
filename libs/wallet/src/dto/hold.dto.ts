import { ApiProperty } from '@nestjs/swagger';
import { TokenAmount } from '@purser/platform';
import { IsInt, Max, Min } from 'class-validator';
import { Reference } from './fields.js';

const MAX_TTL_SECONDS = 604_800;

/** A reservation of tokens for at most a week. */
export class HoldDto {
  @TokenAmount()
  amount: number;

  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TTL_SECONDS)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_TTL_SECONDS })
  ttlSeconds: number;

  @Reference()
  reference: string;
}

/** How much of a hold is burnt; the rest is released. */
export class CaptureDto {
  @TokenAmount()
  amount: number;
}
