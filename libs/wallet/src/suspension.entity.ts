import type { SuspensionSource } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A reason why a wallet refuses to spend; the wallet is active when none is open. */
@Entity('wallet_suspensions')
export class Suspension {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  walletId: string;

  @Column('text')
  source: SuspensionSource;

  @Column('text')
  reason: string;

  /** Name of the actor. */
  @Column('text')
  openedBy: string;

  @Column('timestamptz')
  openedAt: Date;

  @Column('text', { nullable: true })
  closedBy: string | null;

  @Column('text', { nullable: true })
  closedReason: string | null;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
}
