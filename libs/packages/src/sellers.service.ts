import { Injectable } from '@nestjs/common';
import type { PlatformTx, Tx } from '@purser/platform';
import { LegalEntity } from './legal-entity.entity.js';
import { NoSeller } from './packages.errors.js';
import { TaxRate } from './tax-rate.entity.js';
import type { CountryTax } from './tax.js';

/** Who sells, as the invoice prints it. */
export interface Seller {
  readonly name: string;
  readonly addressLines: string[];
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly taxId: string | null;
}

/** Knows the legal entity that sells and the tax rates in force. */
@Injectable()
export class Sellers {
  /**
   * The legal entity that sells at present: the one the invoice names and the tax follows.
   *
   * @throws NoSeller before one was set
   */
  async current(tx: Tx | PlatformTx): Promise<Seller> {
    const seller = await sellerIn(tx);
    if (!seller) throw new NoSeller();
    return seller;
  }

  /** The rates in force at `at` in `countries`, by country. */
  async ratesAt(
    tx: Tx | PlatformTx,
    countries: readonly string[],
    at: Date,
  ): Promise<ReadonlyMap<string, CountryTax>> {
    const rates = await tx
      .createQueryBuilder(TaxRate, 'rate')
      .where('rate.country IN (:...countries)', { countries })
      .andWhere('rate.validFrom <= :day AND (rate.validTo IS NULL OR rate.validTo > :day)', {
        day: at.toISOString().slice(0, 10),
      })
      .orderBy('rate.validFrom', 'ASC')
      .getMany();
    // Where periods overlap the rate that began last stands, because it is written last.
    return new Map(rates.map((rate) => [rate.country, rate]));
  }
}

/** The seller at present, or null before one was set. */
export async function sellerIn(tx: Tx | PlatformTx): Promise<Seller | null> {
  const entity = await tx.findOneBy(LegalEntity, { isSeller: true });
  if (!entity) return null;
  const { name, addressLines, country, taxId } = entity;
  return { name, addressLines, country, taxId };
}
