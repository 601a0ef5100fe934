import type { TierSlice } from './custom-price.js';
import type { TaxTreatment } from './tax.js';

/**
 * A price as it is frozen on a purchase: computed once, charged, invoiced and refunded as it is.
 * Money is in minor units of `currency`; `subtotal = unitAmount x quantity` and
 * `total = subtotal + tax`.
 */
export interface FrozenQuote {
  /** The package's name, or `Custom amount`. */
  readonly label: string;
  /** Null for a custom amount. */
  readonly packageId: string | null;
  readonly quantity: number;
  /** Paid tokens of the whole quantity. */
  readonly tokens: bigint;
  /** Free tokens of the whole quantity, on top. */
  readonly bonusTokens: bigint;
  /** Days the tokens stay good after the purchase; null = they never expire. */
  readonly validityDays: number | null;
  readonly currency: string;
  readonly unitAmountMinor: bigint;
  readonly subtotalMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  /** Decimal string, for example `19` or `8.875`. */
  readonly taxRatePercent: string;
  readonly taxTreatment: TaxTreatment;
  /** The sentence the invoice must carry, null where none is needed. */
  readonly taxNote: string | null;
  /** How a custom amount was priced. */
  readonly tiers?: readonly TierSlice[];
}
