import type { Permission } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A program's key to one organization. The secret itself is stored nowhere. */
@Entity('api_keys')
export class ApiKey {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** The readable first part of the key. */
  @Column('text')
  prefix: string;

  @Column('text', { array: true })
  scopes: Permission[];

  /** Name of who created it. */
  @Column('text')
  createdBy: string;

  @Column('timestamptz')
  createdAt: Date;

  /** Machine time; null = never. */
  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;
}
