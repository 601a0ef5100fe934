import { ApiPropertyOptional } from '@nestjs/swagger';
import type { Permission } from '@purser/contracts';
import { IsOptional, Matches } from 'class-validator';
import { PermissionsField } from '../../permissions-field.js';
import { PlainText } from '../../plain-text.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** What the key is for, what it may do, and until when. */
export class CreateApiKeyDto {
  @PlainText(100)
  name: string;

  @PermissionsField()
  scopes: Permission[];

  /** Left out or null = it does not expire. */
  @IsOptional()
  @Matches(INSTANT, { message: 'must be an ISO 8601 instant, such as 2027-01-01T00:00:00Z' })
  @ApiPropertyOptional({ type: 'string', format: 'date-time', nullable: true })
  expiresAt?: string | null;
}
