import { ApiPropertyOptional } from '@nestjs/swagger';
import type { Permission } from '@purser/contracts';
import { IsInstant } from '@purser/platform';
import { IsOptional } from 'class-validator';
import { PermissionsField } from '../../permissions-field.js';
import { PlainText } from '../../plain-text.js';

/** What the key is for, what it may do, and until when. */
export class CreateApiKeyDto {
  @PlainText(100)
  name: string;

  @PermissionsField()
  scopes: Permission[];

  /** Left out or null = it does not expire. */
  @IsOptional()
  @IsInstant()
  @ApiPropertyOptional({ type: 'string', format: 'date-time', nullable: true })
  expiresAt?: string | null;
}
