import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';

const PLAIN = /^(?=.*\S)[^\p{Cc}\p{Surrogate}]+$/u;

/** A DTO field holding one line of visible text. */
export const PlainText = (maxLength: number, schema: { description?: string } = {}) =>
  applyDecorators(
    IsString({ message: 'must be text' }),
    MaxLength(maxLength, { message: `must have at most ${maxLength} characters` }),
    Matches(PLAIN, { message: 'must be one line of text' }),
    ApiProperty({ type: 'string', minLength: 1, maxLength, ...schema }),
  );
