import { ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@purser/platform';
import { IsIn, IsOptional, IsString } from 'class-validator';

export class ListInvoicesQuery extends PageQuery {
  /** May be left out by members of one organization. */
  @IsOptional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  @IsOptional()
  @IsIn(['invoice', 'credit_note'])
  @ApiPropertyOptional({ type: 'string', enum: ['invoice', 'credit_note'] })
  kind?: 'invoice' | 'credit_note';
}
