import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

/** The largest number of tokens the wire can carry exactly: 2^53 - 1. */
export const MAX_TOKENS = Number.MAX_SAFE_INTEGER;

/** A DTO field holding whole tokens from `least` (default 1) to 2^53-1; never a string. */
export const TokenAmount = (least = 1) =>
  applyDecorators(
    IsInt({ message: 'must be a whole number' }),
    Min(least),
    Max(MAX_TOKENS),
    ApiProperty({ type: 'integer', format: 'int64', minimum: least, maximum: MAX_TOKENS }),
  );
