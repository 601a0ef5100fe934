import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '@purser/platform';
import { IsISO8601, IsString, Matches, MaxLength, MinLength } from 'class-validator';

const ONE_LINE = /^(?=.*\S)[^\p{Cc}\p{Surrogate}]+$/u;
const TEXT = /^(?:[^\p{Cc}\p{Surrogate}]|\n)*$/u;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** An ISO 4217 code. */
export const Currency = () =>
  applyDecorators(
    IsString(),
    Matches(/^[A-Z]{3}$/, { message: 'must be an ISO 4217 code in upper case' }),
    ApiProperty({ type: 'string', pattern: '^[A-Z]{3}$', examples: ['USD'] }),
  );

/** One line of visible text. */
export const OneLine = (maxLength: number) =>
  applyDecorators(
    IsString(),
    MinLength(1),
    MaxLength(maxLength),
    Matches(ONE_LINE, { message: 'must be one line of text' }),
    ApiProperty({ type: 'string', minLength: 1, maxLength }),
  );

/** Text that may be empty and may have several lines. */
export const Paragraphs = (maxLength: number) =>
  applyDecorators(
    Optional(),
    IsString(),
    MaxLength(maxLength),
    Matches(TEXT, { message: 'must be text' }),
    ApiPropertyOptional({ type: 'string', maxLength, default: '' }),
  );

/** An instant with its offset, that may be left out. */
export const OptionalInstant = () =>
  applyDecorators(
    Optional(),
    IsISO8601({ strict: true }),
    Matches(INSTANT, { message: 'must be an instant like 2026-06-18T18:32:00Z' }),
    ApiPropertyOptional({ type: 'string', format: 'date-time' }),
  );
