import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { MAX_TOKENS } from '@purser/platform';

/** Whole tokens in an answer. */
export const Tokens = () => ApiProperty({ type: 'integer', format: 'int64', maximum: MAX_TOKENS });

/** Whole tokens in an answer that may be missing. */
export const NullableTokens = () =>
  ApiProperty({ type: 'integer', format: 'int64', maximum: MAX_TOKENS, nullable: true });

/** An instant in an answer. */
export const Instant = () => ApiProperty({ type: 'string', format: 'date-time' });

/** An instant in an answer that may be missing. */
export const NullableInstant = () =>
  ApiProperty({ type: 'string', format: 'date-time', nullable: true });

/** An id in an answer. */
export const Id = () => applyDecorators(ApiProperty({ type: 'string', format: 'uuid' }));

/** An id in an answer that may be missing. */
export const NullableId = () => ApiProperty({ type: 'string', format: 'uuid', nullable: true });
