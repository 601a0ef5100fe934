import type { NotificationRule } from '@purser/contracts';
import type { Actor } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who is told what, as far as somebody chose; a topic without a rule has its default. */
@Entity('notification_settings')
export class NotificationSettings {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('jsonb')
  rules: NotificationRule[];

  @Column('integer', { default: 1 })
  version: number;

  @Column('text')
  actorType: Actor['type'];

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('timestamptz')
  updatedAt: Date;
}
