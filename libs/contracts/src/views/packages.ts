import type { MoneyView, QuotePriceView } from './common.js';

export interface PackageView {
  id: string;
  name: string;
  description: string;
  tokens: number;
  bonusTokens: number;
  /** Net price in the organization's currency, the organization's own price where it has one. */
  price: MoneyView;
  /** The catalogue price where `price` is an organization's own; null otherwise. */
  listPrice: MoneyView | null;
  /** Days the tokens stay good after the purchase; null = they never expire. */
  validityDays: number | null;
}

/** A priced offer. Nothing is reserved by asking. */
export interface QuoteView extends QuotePriceView {
  tokens: number;
  bonusTokens: number;
  taxRatePercent: number;
  taxTreatment: 'standard' | 'reverse_charge' | 'exempt';
  validityDays: number | null;
}

/** One slice of a custom amount: `tokens` at `pricePerThousand`. */
export interface TierLineView {
  from: number;
  to: number | null;
  tokens: number;
  /** Decimal string in major units, for display only. */
  pricePerThousand: string;
  amount: MoneyView;
}

export interface CustomQuoteView extends QuoteView {
  tiers: TierLineView[];
}
