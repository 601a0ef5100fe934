import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When an organization's books were compared with the provider's last, and what was found. */
@Entity('reconciliation_states')
export class ReconciliationState {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('timestamptz')
  reconciledAt: Date;

  /** Differences that this comparison found. */
  @Column('integer')
  differences: number;
}
