import type { InvoicePartyView, InvoiceView } from '@purser/contracts';
import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * An issued invoice or credit note: append-only, with everything it states frozen in it. The amounts
 * of a credit note are positive; its kind says that they are given back.
 */
@Entity('invoices')
export class Invoice {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: InvoiceView['kind'];

  @Column('text')
  series: string;

  /** Position in the series, from 1 and without gaps. */
  @Column('integer')
  seriesNumber: number;

  /** The printed number, for example `INV-2026-000418`. */
  @Column('text')
  number: string;

  @Column('uuid')
  purchaseId: string;

  @Column('text')
  purchaseReferenceId: string;

  @Column('jsonb')
  seller: InvoicePartyView;

  @Column('jsonb')
  buyer: InvoiceView['buyer'];

  @Column('char', { length: 3 })
  currency: string;

  @Column('bigint', { transformer: asBigInt })
  subtotalMinor: bigint;

  @Column('bigint', { transformer: asBigInt })
  taxMinor: bigint;

  @Column('bigint', { transformer: asBigInt })
  totalMinor: bigint;

  @Column('text')
  taxTreatment: InvoiceView['taxTreatment'];

  /** Decimal string, for example `19.000`. */
  @Column('numeric', { precision: 6, scale: 3 })
  taxRatePercent: string;

  @Column('text', { nullable: true })
  taxNote: string | null;

  @Column('text', { nullable: true })
  paymentBrand: string | null;

  @Column('text', { nullable: true })
  paymentLast4: string | null;

  @Column('timestamptz')
  issuedAt: Date;

  /** The organization's zone at issue: the printed day and the year of the series are in it. */
  @Column('text')
  timeZone: string;

  /** The credit note that this invoice cancels; null for an ordinary one. */
  @Column('uuid', { nullable: true })
  reinstates: string | null;
}
