import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The end of one organization's chain; locked by each append, so that records stand in a row. */
@Entity('audit_heads')
export class AuditHead {
  @PrimaryColumn('uuid')
  organizationId: string;

  /** Sequence of the last record; 0 before the first. */
  @Column('bigint', { transformer: asBigInt })
  sequence: bigint;

  @Column('uuid', { nullable: true })
  recordId: string | null;

  /** Link of the last record. */
  @Column('bytea')
  hash: Buffer;

  /** Up to which record the chain is covered by a signed anchor. */
  @Column('bigint', { default: 0, transformer: asBigInt })
  anchoredSequence: bigint;
}
