import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A catalogue item. Its prices are rows of their own, one per currency. */
@Entity('token_packages')
export class TokenPackage {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  description: string;

  @Column('bigint', { transformer: asBigInt })
  tokens: bigint;

  @Column('bigint', { transformer: asBigInt })
  bonusTokens: bigint;

  /** Days the tokens stay good after the purchase; null = they never expire. */
  @Column('integer', { nullable: true })
  validityDays: number | null;

  /** Whether it can be bought. Packages are withdrawn, never deleted: purchases name them. */
  @Column('boolean')
  active: boolean;

  /** Counts changes; the ETag. */
  @Column('integer')
  version: number;

  @Column('timestamptz')
  createdAt: Date;

  @Column('text')
  createdBy: string;

  @Column('timestamptz')
  updatedAt: Date;

  @Column('text')
  updatedBy: string;
}
