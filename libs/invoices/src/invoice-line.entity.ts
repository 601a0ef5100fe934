import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One line of an invoice; net, in the invoice's currency. */
@Entity('invoice_lines')
export class InvoiceLine {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  invoiceId: string;

  /** From 1. */
  @Column('integer')
  position: number;

  @Column('text')
  description: string;

  @Column('integer')
  quantity: number;

  @Column('bigint', { transformer: asBigInt })
  unitAmountMinor: bigint;

  @Column('bigint', { transformer: asBigInt })
  amountMinor: bigint;
}
