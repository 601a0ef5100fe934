import type { Permission } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one person may do in one organization. The truth about permissions. */
@Entity('members')
export class Member {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  userId: string;

  @Column('text')
  email: string;

  /** As given in the invitation until it is accepted, then the person's own. */
  @Column('text')
  name: string;

  @Column('text', { array: true })
  permissions: Permission[];

  /** `invited` members hold nothing yet. */
  @Column('text')
  status: 'active' | 'invited';

  @Column('text', { nullable: true })
  invitedBy: string | null;

  @Column('timestamptz')
  createdAt: Date;
}
