import type { FrozenQuote, Pricing } from '@purser/packages';
import type { Tx } from '@purser/platform';
import { isUnsellable } from './is-unsellable.js';

/** What one period of a package costs at `at`; null where it cannot be sold as things stand. */
export async function sellableQuote(
  tx: Tx,
  pricing: Pricing,
  packageId: string,
  at: Date,
): Promise<FrozenQuote | null> {
  try {
    return await pricing.quotePackage(tx, { packageId, quantity: 1, at });
  } catch (error) {
    if (isUnsellable(error)) return null;
    throw error;
  }
}
