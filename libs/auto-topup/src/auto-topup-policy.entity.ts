import type { AutoTopUpInterval, AutoTopUpTriggerKind } from '@purser/contracts';
import { asBigInt, type Actor } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When and how much is bought by itself: at most one policy per organization and trigger. */
@Entity('auto_topup_policies')
export class AutoTopUpPolicy {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('enum', { enum: ['threshold', 'schedule'], enumName: 'topup_trigger' })
  trigger: AutoTopUpTriggerKind;

  @Column('boolean', { default: true })
  enabled: boolean;

  /** A threshold buys when available is strictly below; null of a schedule. */
  @Column('bigint', { transformer: asBigInt, nullable: true })
  belowTokens: bigint | null;

  /** Null of a threshold. */
  @Column('text', { nullable: true })
  scheduleInterval: AutoTopUpInterval | null;

  @Column('smallint', { nullable: true })
  scheduleDayOfMonth: number | null;

  /** Its local wall time is that of every run. */
  @Column('timestamptz', { nullable: true })
  scheduleAnchorAt: Date | null;

  @Column('timestamptz', { nullable: true })
  nextRunAt: Date | null;

  /** One increment: a package, or */
  @Column('uuid', { nullable: true })
  packageId: string | null;

  /** this many tokens. */
  @Column('bigint', { transformer: asBigInt, nullable: true })
  incrementTokens: bigint | null;

  /** Gross, per calendar month in the organization's zone. */
  @Column('bigint', { transformer: asBigInt })
  monthlyLimitMinor: bigint;

  @Column('char', { length: 3 })
  currency: string;

  @Column('uuid')
  paymentMethodId: string;

  @Column('integer')
  coolDownMinutes: number;

  @Column('timestamptz', { nullable: true })
  coolDownUntil: Date | null;

  @Column('integer', { default: 0 })
  consecutiveDeclines: number;

  /** Set while the policy waits for a manual payment or another card. */
  @Column('timestamptz', { nullable: true })
  suspendedAt: Date | null;

  /** The card it was suspended for; null where that card was removed. */
  @Column('text', { nullable: true })
  suspendedFingerprint: string | null;

  /** When a declined charge may be tried again. */
  @Column('timestamptz', { nullable: true })
  retryAt: Date | null;

  @Column('integer', { default: 1 })
  version: number;

  @Column('text')
  actorType: Actor['type'];

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
