import { Optional } from '@purser/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

const MAX_CHARACTERS = 2_000;
/** What PostgreSQL cannot keep as JSON text: NUL, and halves of surrogate pairs. */
const NOT_STORABLE = /\\u0000|\\ud[89a-f]/i;

/** Whether `value` is a JSON object that can be kept with an entry. */
export function isMeta(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const text = JSON.stringify(value);
  return text.length <= MAX_CHARACTERS && !NOT_STORABLE.test(text);
}

/** An optional JSON object of the client's own, kept with the entry. */
export const Meta = () =>
  applyDecorators(
    Optional(),
    ValidateBy({
      name: 'isMeta',
      validator: {
        validate: isMeta,
        defaultMessage: () => `must be a JSON object of at most ${MAX_CHARACTERS} characters`,
      },
    }),
    ApiPropertyOptional({ type: 'object', additionalProperties: true }),
  );
