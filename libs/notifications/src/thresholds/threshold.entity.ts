import type { ThresholdChannel, ThresholdKind, ThresholdState } from '@purser/contracts';
import { asBigInt, type Actor } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Tells when what is available falls strictly below its mark. Tokens. */
@Entity('low_balance_notifications')
export class Threshold {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: ThresholdKind;

  /** Tokens, percent of `baseTokens`, or days of runway. */
  @Column('bigint', { transformer: asBigInt })
  value: bigint;

  @Column('text', { array: true })
  channels: ThresholdChannel[];

  /** Empty = those of the topic. */
  @Column('text', { array: true, default: () => "'{}'" })
  recipients: string[];

  @Column('integer', { default: 10 })
  bandPercent: number;

  @Column('integer', { default: 0 })
  coolDownMinutes: number;

  @Column('text', { default: 'armed' })
  state: ThresholdState;

  @Column('bigint', { transformer: asBigInt, nullable: true })
  baseTokens: bigint | null;

  /** Null while it cannot be told: nothing bought yet, or too short a history. */
  @Column('bigint', { transformer: asBigInt, nullable: true })
  markTokens: bigint | null;

  /** Armed again at this many tokens; null together with the mark. */
  @Column('bigint', { transformer: asBigInt, nullable: true })
  rearmTokens: bigint | null;

  /** How often it fell; with `direction` a crossing exists once. */
  @Column('integer', { default: 0 })
  crossing: number;

  @Column('timestamptz', { nullable: true })
  firedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  rearmedAt: Date | null;

  /** Not armed again before; null once its end was looked at. */
  @Column('timestamptz', { nullable: true })
  coolDownUntil: Date | null;

  /** When days of runway are counted anew; null of the others. */
  @Column('timestamptz', { nullable: true })
  refreshAt: Date | null;

  /** Grows with each change of its definition; the ETag. */
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
