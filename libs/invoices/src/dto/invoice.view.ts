import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { InvoiceLineView, InvoicePartyView, InvoiceView } from '@purser/contracts';
import { MoneyDto, QuotePriceDto } from '@purser/platform';

export class InvoiceLineDto implements InvoiceLineView {
  @ApiProperty({ type: 'string' })
  description: string;

  @ApiProperty({ type: 'integer' })
  quantity: number;

  @ApiProperty({ type: MoneyDto })
  unitAmount: MoneyDto;

  @ApiProperty({ type: MoneyDto })
  amount: MoneyDto;
}

/** A party as it stood when the document was issued. */
export class InvoicePartyDto implements InvoicePartyView {
  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: [String] })
  addressLines: string[];

  /** ISO 3166-1 alpha-2. */
  @ApiProperty({ type: 'string', minLength: 2, maxLength: 2, examples: ['US'] })
  country: string;

  @ApiProperty({ type: 'string', nullable: true })
  taxId: string | null;
}

export class InvoiceBuyerDto extends InvoicePartyDto {
  @ApiProperty({ type: 'string', nullable: true })
  poNumber: string | null;

  @ApiProperty({ type: 'string' })
  email: string;
}

/** The card an invoice was paid with. */
export class PaidWithDto {
  @ApiProperty({ type: 'string', examples: ['visa'] })
  brand: string;

  @ApiProperty({ type: 'string', examples: ['4242'] })
  last4: string;
}

/** What a credit note corrects. */
export class CorrectionDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  invoiceId: string;

  @ApiProperty({ type: 'string', examples: ['INV-2026-000418'] })
  number: string;

  @ApiProperty({ type: 'string' })
  reason: string;
}

/** An issued invoice or credit note. The amounts of a credit note are positive. */
export class InvoiceDto extends QuotePriceDto implements InvoiceView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', enum: ['invoice', 'credit_note'] })
  kind: 'invoice' | 'credit_note';

  /** Gapless within the organization, or the seller where that is set, kind and year. */
  @ApiProperty({ type: 'string', examples: ['INV-2026-000418'] })
  number: string;

  /** The number within the organization, where `number` is one of the seller's series. */
  @ApiPropertyOptional({ type: 'string', examples: ['INV-2026-000014'] })
  reference?: string;

  @ApiProperty({ type: 'string', nullable: true })
  purchaseReferenceId: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  issuedAt: string;

  @ApiProperty({ type: InvoicePartyDto })
  seller: InvoicePartyDto;

  @ApiProperty({ type: InvoiceBuyerDto })
  buyer: InvoiceBuyerDto;

  @ApiProperty({ type: [InvoiceLineDto] })
  lines: InvoiceLineDto[];

  @ApiProperty({ type: 'string', enum: ['standard', 'reverse_charge', 'exempt'] })
  taxTreatment: 'standard' | 'reverse_charge' | 'exempt';

  /** Percent, for example 8.875. */
  @ApiProperty({ type: 'number' })
  taxRatePercent: number;

  @ApiProperty({ type: 'string', nullable: true })
  taxNote: string | null;

  /** `credited` once credit notes cover the whole total; a credit note is always `credited`. */
  @ApiProperty({ type: 'string', enum: ['paid', 'credited'] })
  status: 'paid' | 'credited';

  /** The card it was paid with, where one was. */
  @ApiPropertyOptional({ type: PaidWithDto })
  paidWith?: PaidWithDto;

  /** Only on credit notes. */
  @ApiPropertyOptional({ type: CorrectionDto })
  corrects?: CorrectionDto;
}
