import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsString, Length } from 'class-validator';

export const MOST_RECIPIENTS = 20;

/** Who gets a mail: words, addresses, or members. */
export const RecipientsField = (options: { required: boolean }) =>
  applyDecorators(
    IsArray(),
    ArrayMaxSize(MOST_RECIPIENTS),
    ArrayUnique(),
    IsString({ each: true }),
    Length(3, 254, { each: true }),
    ApiProperty({
      required: options.required,
      type: 'array',
      items: { type: 'string', minLength: 3, maxLength: 254 },
      maxItems: MOST_RECIPIENTS,
      uniqueItems: true,
      examples: [['billing', 'admins', 'ops@example.com']],
      description: '`billing`, `admins`, e-mail addresses, or user ids of members.',
    }),
  );
