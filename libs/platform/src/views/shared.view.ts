import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { ActorView, MoneyView, PageView, QuotePriceView } from '@purser/contracts';

/** Money in integer minor units of an ISO 4217 currency. */
export class MoneyDto implements MoneyView {
  @ApiProperty({ type: 'integer', format: 'int64', examples: [4900] })
  amount: number;

  @ApiProperty({ type: 'string', minLength: 3, maxLength: 3, examples: ['USD'] })
  currency: string;
}

/** Net, tax, and what is charged. */
export class QuotePriceDto implements QuotePriceView {
  @ApiProperty({ type: MoneyDto })
  subtotal: MoneyDto;

  @ApiProperty({ type: MoneyDto })
  tax: MoneyDto;

  @ApiProperty({ type: MoneyDto })
  total: MoneyDto;
}

/** Who acted. */
export class ActorDto implements ActorView {
  @ApiProperty({ type: 'string', enum: ['user', 'api_key', 'system'] })
  type: 'user' | 'api_key' | 'system';

  @ApiProperty({ type: 'string', nullable: true })
  id: string | null;

  @ApiProperty({ type: 'string' })
  name: string;
}

/** The documented class of one page of `view`, named `<View>Page`. */
export function pageOf<View>(view: Type<View>): Type<PageView<View>> {
  class Page implements PageView<View> {
    @ApiProperty({ type: [view] })
    data: View[];

    /** Send as `cursor` for the next page; null on the last. */
    @ApiProperty({ type: 'string', nullable: true })
    nextCursor: string | null;
  }
  Object.defineProperty(Page, 'name', { value: `${view.name.replace(/(View|Dto)$/, '')}Page` });
  return Page;
}
