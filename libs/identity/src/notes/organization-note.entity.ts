import type { Actor } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What staff wrote down about an organization. Never changed, never removed. */
@Entity('organization_notes')
export class OrganizationNote {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  body: string;

  @Column('text')
  actorType: Actor['type'];

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('timestamptz')
  createdAt: Date;
}
