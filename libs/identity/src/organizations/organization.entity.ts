import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A customer of Purser: the tenant. */
@Entity('organizations')
export class Organization {
  @PrimaryColumn('uuid')
  organizationId: string;

  /** The same as `organizationId`. */
  @Column('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  legalName: string;

  /** ISO 4217; never changes. */
  @Column('char', { length: 3 })
  currency: string;

  /** IANA time zone. */
  @Column('text')
  timeZone: string;

  /** ISO 3166-1 alpha-2. */
  @Column('char', { length: 2 })
  country: string;

  @Column('text', { array: true, default: () => "'{}'" })
  addressLines: string[];

  @Column('text', { nullable: true })
  taxId: string | null;

  @Column('boolean', { default: false })
  taxExempt: boolean;

  @Column('text')
  billingEmail: string;

  @Column('text', { nullable: true })
  poNumber: string | null;

  /** Grows with each change of the settings; the ETag. */
  @Column('integer', { default: 1 })
  version: number;

  @Column('timestamptz')
  createdAt: Date;
}
