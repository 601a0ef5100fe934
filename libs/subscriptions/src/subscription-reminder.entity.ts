import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something people were reminded of: the unique key is why it was once. */
@Entity('subscription_reminders')
export class SubscriptionReminder {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  subscriptionId: string;

  /** The period that will be charged, or that is not paid. */
  @Column('integer')
  period: number;

  @Column('text')
  kind: 'renewal' | 'grace';

  @Column('integer')
  daysLeft: number;

  @Column('timestamptz')
  at: Date;
}
