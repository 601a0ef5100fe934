import { Injectable } from '@nestjs/common';
import { Pricing } from '@purser/packages';
import type { Tx } from '@purser/platform';
import type { TokenPurchase } from '../token-purchase.entity.js';

/** How long what was ordered may be paid at the price that it froze. */
const ORDER_LIFETIME_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

type Taxed = Pick<TokenPurchase, 'taxTreatment' | 'taxRatePercent'>;

/** An order is not to be charged as it stands, and `why`: a sentence for people. */
export class LapsedTerms {
  constructor(readonly why: string) {}
}

/**
 * Whether an order may still be charged. Its price and tax are frozen, but its invoice names the day,
 * the buyer and the seller of the payment: all of it must hold together.
 */
@Injectable()
export class OrderTerms {
  constructor(private readonly pricing: Pricing) {}

  /** Null where the order may be charged at `at`. */
  async lapseOf(tx: Tx, order: TokenPurchase, at: Date): Promise<LapsedTerms | null> {
    if (at.getTime() - order.createdAt.getTime() >= ORDER_LIFETIME_DAYS * DAY_MS) {
      return new LapsedTerms(`It was ordered ${ORDER_LIFETIME_DAYS} days ago or longer.`);
    }
    const { treatment: taxTreatment, ratePercent: taxRatePercent } = await this.pricing.taxOf(
      tx,
      at,
    );
    const [before, after] = [taxWords(order), taxWords({ taxTreatment, taxRatePercent })];
    if (before === after) return null;
    return new LapsedTerms(
      `The tax on it changed from ${before} to ${after} since it was ordered.`,
    );
  }
}

/** `19 %`, `reverse charge` or `exempt`: the words of two taxes are the same where the taxes are. */
function taxWords({ taxTreatment, taxRatePercent }: Taxed): string {
  switch (taxTreatment) {
    case 'standard':
      return `${taxRatePercent} %`;
    case 'reverse_charge':
      return 'reverse charge';
    case 'exempt':
      return 'exempt';
  }
}
