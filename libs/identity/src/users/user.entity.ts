import type { Permission } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person who can sign in, of any organization or of Purser's own staff. */
@Entity('users')
export class User {
  @PrimaryColumn('uuid')
  id: string;

  /** Lower case, unique. */
  @Column('text')
  email: string;

  @Column('text')
  name: string;

  /** PHC string of argon2id; null until an invited person chose a password. */
  @Column('text', { nullable: true })
  passwordHash: string | null;

  /** What staff hold in every organization; empty for customers. */
  @Column('text', { array: true, default: () => "'{}'" })
  platformPermissions: Permission[];

  @Column('timestamptz')
  createdAt: Date;
}
