import { ApiProperty } from '@nestjs/swagger';
import type { AuditRecordView } from '@purser/contracts';
import { ActorDto } from '@purser/platform';

/** One change, who made it, and its link in the organization's chain. */
export class AuditRecordDto implements AuditRecordView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Position in the chain, from 1.' })
  sequence: number;

  @ApiProperty({ type: 'string', examples: ['wallet.adjusted'] })
  action: string;

  @ApiProperty({ type: ActorDto })
  actor: ActorDto;

  @ApiProperty({ type: 'string', examples: ['wallet'] })
  subjectType: string;

  @ApiProperty({ type: 'string', nullable: true })
  subjectId: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  before: Record<string, unknown> | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  after: Record<string, unknown> | null;

  @ApiProperty({ type: 'string', nullable: true })
  reason: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  requestId: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  ip: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  at: string;

  @ApiProperty({
    type: 'string',
    pattern: '^[0-9a-f]{64}$',
    description: 'SHA-256 over the canonical JSON (RFC 8785) of this record without `hash`.',
  })
  hash: string;

  @ApiProperty({
    type: 'string',
    pattern: '^[0-9a-f]{64}$',
    description: '`hash` of the record before; 64 zeros in the first.',
  })
  previousHash: string;
}
