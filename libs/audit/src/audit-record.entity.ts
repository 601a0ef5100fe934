import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One change that somebody made, linked to the one before it. Rows are never changed. */
@Entity('token_audit_log')
export class AuditRecord {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** Position in the organization's chain, from 1, without gaps. */
  @Column('bigint', { transformer: asBigInt })
  sequence: bigint;

  /** What was done, for example `wallet.adjusted`. */
  @Column('text')
  action: string;

  @Column('text')
  actorType: 'user' | 'api_key' | 'system';

  @Column('text', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('text')
  subjectType: string;

  @Column('text', { nullable: true })
  subjectId: string | null;

  @Column('jsonb', { nullable: true })
  before: object | null;

  @Column('jsonb', { nullable: true })
  after: object | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { nullable: true })
  requestId: string | null;

  @Column('text', { nullable: true })
  ip: string | null;

  @Column('timestamptz')
  at: Date;

  @Column('bytea')
  previousHash: Buffer;

  @Column('bytea')
  hash: Buffer;
}
