import { ApiProperty } from '@nestjs/swagger';
import type { CustomQuoteView, QuoteView, TierLineView } from '@purser/contracts';
import { money, MoneyDto, QuotePriceDto } from '@purser/platform';
import { perThousandDecimal } from '../custom-price.js';
import type { FrozenQuote } from '../frozen-quote.js';

/** A priced offer. Nothing is reserved by asking. */
export class QuoteDto extends QuotePriceDto implements QuoteView {
  @ApiProperty({ type: 'integer', format: 'int64' })
  tokens: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  bonusTokens: number;

  /** Percent, for example 8.875. */
  @ApiProperty({ type: 'number' })
  taxRatePercent: number;

  @ApiProperty({ type: 'string', enum: ['standard', 'reverse_charge', 'exempt'] })
  taxTreatment: 'standard' | 'reverse_charge' | 'exempt';

  /** Days the tokens stay good after the purchase; null = they never expire. */
  @ApiProperty({ type: 'integer', nullable: true })
  validityDays: number | null;
}

/** The part of a custom amount that falls into one volume tier. */
export class TierLineDto implements TierLineView {
  /** First token of the tier, counted from 1. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  from: number;

  /** Last token of the tier; null where it is open. */
  @ApiProperty({ type: 'integer', format: 'int64', nullable: true })
  to: number | null;

  /** Tokens of the amount that fall into the tier. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  tokens: number;

  /** Major units, for display only. */
  @ApiProperty({ type: 'string', examples: ['0.90'] })
  pricePerThousand: string;

  @ApiProperty({ type: MoneyDto })
  amount: MoneyDto;
}

export class CustomQuoteDto extends QuoteDto implements CustomQuoteView {
  /** Add up to `subtotal`. */
  @ApiProperty({ type: [TierLineDto] })
  tiers: TierLineDto[];
}

/** The wire form of a quote. */
export function quoteView(quote: FrozenQuote): QuoteDto {
  return {
    subtotal: money(quote.subtotalMinor, quote.currency),
    tax: money(quote.taxMinor, quote.currency),
    total: money(quote.totalMinor, quote.currency),
    tokens: Number(quote.tokens),
    bonusTokens: Number(quote.bonusTokens),
    taxRatePercent: Number(quote.taxRatePercent),
    taxTreatment: quote.taxTreatment,
    validityDays: quote.validityDays,
  };
}

/** The wire form of the quote of a custom amount, with its tiers. */
export function customQuoteView(quote: FrozenQuote): CustomQuoteDto {
  const tiers = (quote.tiers ?? []).map((slice) => ({
    from: Number(slice.fromTokens) + 1,
    to: slice.toTokens === null ? null : Number(slice.toTokens),
    tokens: Number(slice.tokens),
    pricePerThousand: perThousandDecimal(slice.perThousandMilliMinor, quote.currency),
    amount: money(slice.amountMinor, quote.currency),
  }));
  return { ...quoteView(quote), tiers };
}
