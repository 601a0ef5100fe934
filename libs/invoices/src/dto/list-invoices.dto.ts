import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, PageQuery } from '@purser/platform';
import { IsIn, IsString } from 'class-validator';

export class ListInvoicesQuery extends PageQuery {
  /** May be left out by members of one organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  /** Only invoices, or only credit notes. */
  @Optional()
  @IsIn(['invoice', 'credit_note'])
  @ApiPropertyOptional({ type: 'string', enum: ['invoice', 'credit_note'] })
  kind?: 'invoice' | 'credit_note';
}
