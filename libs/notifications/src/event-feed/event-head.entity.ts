import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the feed of one organization goes; locked while events get their sequence. */
@Entity('organization_event_heads')
export class EventHead {
  @PrimaryColumn('uuid')
  organizationId: string;

  /** Sequence of the newest event; 0 = none yet. */
  @Column('bigint', { transformer: asBigInt })
  lastSequence: bigint;

  /** Sequence of the newest event that is no longer kept; 0 = all are. */
  @Column('bigint', { transformer: asBigInt })
  purgedSequence: bigint;
}
