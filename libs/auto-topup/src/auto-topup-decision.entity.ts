import type { AutoTopUpCause, AutoTopUpVerdict } from '@purser/contracts';
import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One evaluation that could have bought: what was looked at, what was decided, and why. */
@Entity('auto_topup_decisions')
export class AutoTopUpDecision {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  policyId: string;

  @Column('text')
  cause: AutoTopUpCause;

  @Column('text')
  verdict: AutoTopUpVerdict;

  /** A sentence for people. */
  @Column('text')
  reason: string;

  @Column('bigint', { transformer: asBigInt })
  availableTokens: bigint;

  @Column('bigint', { transformer: asBigInt, nullable: true })
  belowTokens: bigint | null;

  @Column('bigint', { transformer: asBigInt })
  inFlightTokens: bigint;

  @Column('integer')
  increments: number;

  @Column('bigint', { transformer: asBigInt })
  tokens: bigint;

  @Column('bigint', { transformer: asBigInt })
  grossMinor: bigint;

  @Column('bigint', { transformer: asBigInt })
  monthLeftMinor: bigint;

  @Column('char', { length: 3 })
  currency: string;

  /** Everything else that was looked at. */
  @Column('jsonb')
  inputs: object;

  @Column('uuid', { nullable: true })
  purchaseId: string | null;

  @Column('timestamptz')
  decidedAt: Date;
}
