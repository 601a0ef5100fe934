import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { OrganizationView } from '@purser/contracts';

/** A customer of Purser. */
export class OrganizationDto implements OrganizationView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: 'string' })
  legalName: string;

  @ApiProperty({ type: 'string', minLength: 3, maxLength: 3, description: 'ISO 4217.' })
  currency: string;

  @ApiProperty({ type: 'string', description: 'IANA time zone.' })
  timeZone: string;

  @ApiProperty({ type: 'string', minLength: 2, maxLength: 2, description: 'ISO 3166-1 alpha-2.' })
  country: string;

  @ApiPropertyOptional({ type: 'string', isArray: true })
  addressLines?: string[];

  @ApiProperty({ type: 'string', nullable: true })
  taxId: string | null;

  @ApiProperty({ type: 'string', format: 'email' })
  billingEmail: string;

  @ApiProperty({ type: 'string', nullable: true })
  poNumber: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;
}
