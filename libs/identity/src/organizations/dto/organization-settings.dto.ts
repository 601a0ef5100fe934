import { Optional } from '@purser/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsEmail,
  IsISO4217CurrencyCode,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateBy,
} from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { IANAZone } from 'luxon';
import { PlainText } from '../../plain-text.js';

const IsTimeZone = () =>
  ValidateBy({
    name: 'isTimeZone',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && value.length <= 64 && IANAZone.isValidZone(value),
      defaultMessage: () => 'must be an IANA time zone, such as America/New_York',
    },
  });

/** The settings that an administrator may change, all of them: what is left out is cleared. */
export class OrganizationSettingsDto {
  @PlainText(100)
  name: string;

  @PlainText(200)
  legalName: string;

  @IsTimeZone()
  @ApiProperty({ type: 'string', examples: ['America/New_York'] })
  timeZone: string;

  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254)
  @ApiProperty({ type: 'string', format: 'email', maxLength: 254 })
  billingEmail: string;

  @IsOptional()
  @PlainText(50)
  @ApiPropertyOptional({ type: 'string', maxLength: 50, nullable: true })
  taxId?: string | null;

  @IsOptional()
  @PlainText(100)
  @ApiPropertyOptional({ type: 'string', maxLength: 100, nullable: true })
  poNumber?: string | null;

  /** Postal address for invoices; left out = unchanged. */
  @Optional()
  @IsArray({ message: 'must be a list of lines' })
  @ArrayMaxSize(6, { message: 'must have at most 6 lines' })
  @IsString({ each: true, message: 'each must be text' })
  @MaxLength(100, { each: true, message: 'each must have at most 100 characters' })
  @Matches(/^[^\p{Cc}\p{Surrogate}]*$/u, { each: true, message: 'each must be one line of text' })
  @ApiPropertyOptional({ type: 'string', isArray: true, maxItems: 6 })
  addressLines?: string[];

  /** May be sent along; it never changes. */
  @Optional()
  @IsISO4217CurrencyCode({ message: 'must be an ISO 4217 code' })
  @ApiPropertyOptional({ type: 'string', minLength: 3, maxLength: 3, examples: ['USD'] })
  currency?: string;
}
