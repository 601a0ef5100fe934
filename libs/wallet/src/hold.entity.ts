import { asBigInt } from '@purser/platform';
import type { HoldStatus } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { asBigInts } from './as-bigints.js';
import { RecordedActor } from './recorded-actor.js';

/** A reservation of tokens until `expiresAt`: captured once, wholly or in part, or released. */
@Entity('token_holds')
export class Hold extends RecordedActor {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  walletId: string;

  @Column('text')
  reference: string;

  @Column('bigint', { transformer: asBigInt })
  amount: bigint;

  @Column('bigint', { transformer: asBigInt })
  captured: bigint;

  @Column('text')
  status: HoldStatus;

  @Column('uuid', { array: true })
  lots: string[];

  /** Tokens held of each lot, beside `lots`. */
  @Column('bigint', { array: true, transformer: asBigInts })
  lotAmounts: bigint[];

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  resolvedAt: Date | null;

  /** The ledger entry of the capture. */
  @Column('uuid', { nullable: true })
  entryId: string | null;

  @Column('timestamptz')
  createdAt: Date;
}
