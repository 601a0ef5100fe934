import { Optional } from '@purser/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';

/** Printable characters that are no reference of Purser's own. */
export const REFERENCE = /^(?!purser:)[^\p{C}]{1,200}$/u;

/** The client's own name of a debit or hold. */
export const Reference = () =>
  applyDecorators(
    IsString(),
    Matches(REFERENCE, {
      message: 'must be 1 to 200 printable characters and not start with purser:',
    }),
    ApiProperty({
      type: 'string',
      minLength: 1,
      maxLength: 200,
      examples: ['job-4711'],
      description: 'Names this effect for ever in the organization. May not start with `purser:`.',
    }),
  );

/** A sentence by a person, kept in history and audit. */
export const Reason = () =>
  applyDecorators(
    IsString(),
    Length(3, 500),
    Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'must be one line of text' }),
    ApiProperty({ type: 'string', minLength: 3, maxLength: 500 }),
  );

/** A sentence by a person that may be left out. */
export const OptionalReason = () =>
  applyDecorators(
    Optional(),
    IsString(),
    Length(3, 500),
    Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'must be one line of text' }),
    ApiPropertyOptional({ type: 'string', minLength: 3, maxLength: 500 }),
  );

/** Whole tokens in an answer. */
export const Tokens = () => ApiProperty({ type: 'integer', format: 'int64' });

/** An instant in an answer. */
export const Instant = () => ApiProperty({ type: 'string', format: 'date-time' });

/** An instant in an answer that may be missing. */
export const NullableInstant = () =>
  ApiProperty({ type: 'string', format: 'date-time', nullable: true });

/** An id in an answer. */
export const Id = () => ApiProperty({ type: 'string', format: 'uuid' });

/** An id in an answer that may be missing. */
export const NullableId = () => ApiProperty({ type: 'string', format: 'uuid', nullable: true });

/** Text in an answer. */
export const Text = () => ApiProperty({ type: 'string' });

/** Text in an answer that may be missing. */
export const NullableText = () => ApiProperty({ type: 'string', nullable: true });
