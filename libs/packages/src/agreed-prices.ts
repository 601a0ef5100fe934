import { Injectable } from '@nestjs/common';
import type { Tx } from '@purser/platform';
import { OrganizationPrice } from './organization-price.entity.js';

/** Reads the prices agreed with the organization of a transaction. */
@Injectable()
export class AgreedPrices {
  /** The package prices that hold at `at` in `currency`, in minor units by package id. */
  async ofPackages(tx: Tx, currency: string, at: Date): Promise<ReadonlyMap<string, bigint>> {
    const prices = await holdingAt(tx, currency, at);
    return new Map(
      prices.flatMap(({ packageId, amountMinor }) =>
        packageId !== null && amountMinor !== null ? [[packageId, amountMinor] as const] : [],
      ),
    );
  }

  /**
   * The price of custom amounts that holds at `at` in `currency`, in thousandths of a minor unit per
   * 1,000 tokens, or null where none was agreed.
   */
  async ofCustomAmounts(tx: Tx, currency: string, at: Date): Promise<bigint | null> {
    const prices = await holdingAt(tx, currency, at);
    return prices.findLast((price) => price.packageId === null)?.perThousandMilliMinor ?? null;
  }
}

/** Ascending by beginning, so that the price that began last is the one that stands. */
function holdingAt(tx: Tx, currency: string, at: Date): Promise<OrganizationPrice[]> {
  return tx
    .createQueryBuilder(OrganizationPrice, 'price')
    .where('price.organizationId = :organizationId', { organizationId: tx.organizationId })
    .andWhere('price.currency = :currency', { currency })
    .andWhere('price.validFrom <= :at AND (price.validTo IS NULL OR price.validTo > :at)', {
      at,
    })
    .orderBy('price.validFrom', 'ASC')
    .addOrderBy('price.id', 'ASC')
    .getMany();
}
