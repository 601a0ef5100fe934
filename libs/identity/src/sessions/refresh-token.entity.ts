import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A refresh token that was given out, by its SHA-256. */
@Entity('refresh_tokens')
export class RefreshToken {
  @PrimaryColumn('bytea')
  digest: Buffer;

  @Column('uuid')
  sessionId: string;

  @Column('timestamptz')
  createdAt: Date;

  /** When the next one was given out for it. */
  @Column('timestamptz', { nullable: true })
  replacedAt: Date | null;
}
