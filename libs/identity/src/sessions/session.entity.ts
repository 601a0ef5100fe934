import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One sign-in of one person on one browser: the family of its refresh tokens. */
@Entity('sessions')
export class Session {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  userId: string;

  @Column('timestamptz')
  createdAt: Date;

  /** Unless refreshed before. */
  @Column('timestamptz')
  expiresAt: Date;

  /** However often it is refreshed. */
  @Column('timestamptz')
  endsAt: Date;

  /** Signed out, password changed, or a used-up token came back. */
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
}
