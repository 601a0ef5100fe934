import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which organizations exist: what staff search and what tells before a tenant is chosen. */
@Entity('organization_directory')
export class OrganizationDirectoryEntry {
  @PrimaryColumn('uuid')
  organizationId: string;

  @Column('text')
  name: string;

  /** Name, legal name and billing e-mail in lower case. */
  @Column('text')
  search: string;

  @Column('char', { length: 3 })
  currency: string;

  @Column('timestamptz')
  createdAt: Date;
}
