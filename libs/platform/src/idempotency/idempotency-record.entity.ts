import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One `Idempotency-Key` of one principal on one route, with the first answer once there is one. */
@Entity('idempotency_records')
export class IdempotencyRecord {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  principalId: string;

  @Column('text')
  route: string;

  @Column('text')
  key: string;

  /** SHA-256 over path and body; the method is part of the route. */
  @Column('bytea')
  requestHash: Buffer;

  @Column('timestamptz')
  leasedUntil: Date;

  /** Null while the first request is running. */
  @Column('integer', { nullable: true })
  status: number | null;

  @Column('text', { nullable: true })
  contentType: string | null;

  @Column('text', { nullable: true })
  body: string | null;

  @Column('timestamptz')
  createdAt: Date;
}
