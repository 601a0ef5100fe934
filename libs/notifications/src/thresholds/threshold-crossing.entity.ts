import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A fall below a threshold, or the recovery from it. Append-only; once by its unique key. */
@Entity('low_balance_crossings')
export class ThresholdCrossing {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  thresholdId: string;

  /** From 1; a recovery has the number of its fall. */
  @Column('integer')
  crossing: number;

  @Column('text')
  direction: 'fell' | 'recovered';

  @Column('bigint', { transformer: asBigInt })
  availableTokens: bigint;

  @Column('bigint', { transformer: asBigInt })
  markTokens: bigint;

  /** False where another threshold that was crossed at the same time told it. */
  @Column('boolean')
  announced: boolean;

  @Column('timestamptz')
  at: Date;
}
