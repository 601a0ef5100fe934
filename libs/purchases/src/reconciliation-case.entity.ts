import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something about money that a person has to look at; opened once per kind and subject. */
@Entity('reconciliation_cases')
export class ReconciliationCase {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** For example `late-payment` or `refund-shortfall`. */
  @Column('text')
  kind: string;

  @Column('text')
  subjectType: string;

  @Column('text')
  subjectId: string;

  @Column('text')
  detail: string;

  @Column('timestamptz')
  openedAt: Date;

  @Column('timestamptz', { nullable: true })
  resolvedAt: Date | null;
}
