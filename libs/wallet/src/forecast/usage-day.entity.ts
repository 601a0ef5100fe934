import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Net consumption of one complete local day, counted once from the ledger. */
@Entity('token_usage_days')
export class UsageDay {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('date')
  localDate: string;

  /** The zone whose day this is; days of another zone are counted again. */
  @Column('text')
  timeZone: string;

  /** Debits and captures minus reversals; below 0 where more was given back than used. */
  @Column('bigint', { transformer: asBigInt })
  tokens: bigint;

  /** Sequence of the last ledger entry that is counted: the next day goes on from here. */
  @Column('bigint', { transformer: asBigInt })
  lastSeq: bigint;

  @Column('bigint', { transformer: asBigInt })
  balanceAfter: bigint;
}
