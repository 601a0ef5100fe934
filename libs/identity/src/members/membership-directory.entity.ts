import { Entity, PrimaryColumn } from 'typeorm';

/**
 * In which organizations to look for a person's memberships. Committed before the member row and
 * removed after it; it grants nothing by itself.
 */
@Entity('membership_directory')
export class MembershipDirectoryEntry {
  @PrimaryColumn('uuid')
  userId: string;

  @PrimaryColumn('uuid')
  organizationId: string;
}
