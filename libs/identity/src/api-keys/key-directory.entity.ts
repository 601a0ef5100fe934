import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which organization a key belongs to, by its SHA-256. Committed before the key's own row. */
@Entity('key_directory')
export class KeyDirectoryEntry {
  @PrimaryColumn('bytea')
  digest: Buffer;

  @Column('uuid')
  organizationId: string;

  @Column('uuid')
  keyId: string;

  /** To the minute, machine time. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;
}
