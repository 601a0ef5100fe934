import { ApiProperty } from '@nestjs/swagger';
import {
  ORGANIZATION_PERMISSIONS,
  type ApiKeyView,
  type CreatedApiKeyView,
  type Permission,
} from '@purser/contracts';

/** An API key without its secret. */
export class ApiKeyDto implements ApiKeyView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: 'string', description: 'The readable first part of the key.' })
  prefix: string;

  @ApiProperty({ type: 'string', isArray: true, enum: ORGANIZATION_PERMISSIONS })
  scopes: Permission[];

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  expiresAt: string | null;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'To the minute.',
  })
  lastUsedAt: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  revokedAt: string | null;
}

/** The only answer that holds the secret. */
export class CreatedApiKeyDto extends ApiKeyDto implements CreatedApiKeyView {
  @ApiProperty({ type: 'string', description: 'The key itself; it cannot be shown again.' })
  secret: string;
}
