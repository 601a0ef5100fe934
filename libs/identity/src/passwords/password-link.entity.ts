import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A mailed link by which a person sets a password, once. */
@Entity('password_links')
export class PasswordLink {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  userId: string;

  @Column('text')
  purpose: 'reset' | 'invitation';

  /** SHA-256 of the token in the link. */
  @Column('bytea')
  digest: Buffer;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;

  /** When it was given to whoever mails it. */
  @Column('timestamptz', { nullable: true })
  handedOverAt: Date | null;
}
