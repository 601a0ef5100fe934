import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { RecordedActor } from './recorded-actor.js';

export type LotChangeKind = 'freeze' | 'unfreeze' | 'extend' | 'void' | 'reopen';

/** A change of a lot that moves no tokens: append-only. */
@Entity('lot_changes')
export class LotChange extends RecordedActor {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  lotId: string;

  @Column('text')
  kind: LotChangeKind;

  /** By how much the lot's frozen tokens changed, signed. */
  @Column('bigint', { transformer: asBigInt })
  frozenChange: bigint;

  @Column('timestamptz', { nullable: true })
  expiresBefore: Date | null;

  @Column('timestamptz', { nullable: true })
  expiresAfter: Date | null;

  @Column('text', { nullable: true })
  reason: string | null;

  /** What it was done for, for example `dispute:<id>`; null where nothing asks for it later. */
  @Column('text', { nullable: true })
  reference: string | null;

  @Column('timestamptz')
  at: Date;
}
