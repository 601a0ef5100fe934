import { Column, Entity, PrimaryColumn } from 'typeorm';

export type Severity = 'info' | 'success' | 'warning' | 'critical';

/** One in-app notification of an organization. Its id is the id of the event it tells about. */
@Entity('notifications')
export class Notification {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  event: string;

  @Column('uuid')
  eventId: string;

  @Column('text')
  severity: Severity;

  @Column('text')
  title: string;

  @Column('text')
  body: string;

  /** Path inside the console; null where there is nothing to open. */
  @Column('text', { nullable: true })
  link: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  readAt: Date | null;
}
