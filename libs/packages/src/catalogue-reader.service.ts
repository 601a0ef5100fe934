import { Injectable } from '@nestjs/common';
import type { PageView } from '@purser/contracts';
import {
  decodeCursor,
  isId,
  NotFound,
  toPage,
  UnitOfWork,
  type PageQuery,
  type PlatformTx,
  type Tx,
} from '@purser/platform';
import { In, LessThan, MoreThan } from 'typeorm';
import type { CataloguePackage, CustomPrices, PackagePrice } from './catalogue-definitions.js';
import { CustomPriceList } from './custom-price-list.entity.js';
import { CustomPriceTier } from './custom-price-tier.entity.js';
import { TaxRate } from './tax-rate.entity.js';
import { TokenPackagePrice } from './token-package-price.entity.js';
import { TokenPackage } from './token-package.entity.js';

type Page = Pick<PageQuery, 'limit' | 'cursor'>;

/** Reads the whole catalogue, withdrawn packages too, for those who keep it. */
@Injectable()
export class CatalogueReader {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws NotFound */
  package(packageId: string): Promise<CataloguePackage> {
    return this.unitOfWork.platform(async (tx) => {
      const item = isId(packageId) ? await tx.findOneBy(TokenPackage, { id: packageId }) : null;
      if (!item) throw new NotFound('There is no such package.');
      return { item, prices: (await pricesOf(tx, [item.id])).get(item.id) ?? [] };
    });
  }

  /** Newest first. @throws InvalidCursor */
  packages({ limit, cursor }: Page): Promise<PageView<CataloguePackage>> {
    const before = cursor === undefined ? null : decodeCursor(cursor, isId);
    return this.unitOfWork.platform(async (tx) => {
      const items = await tx.find(TokenPackage, {
        where: before === null ? {} : { id: LessThan(before) },
        order: { id: 'DESC' },
        take: limit + 1,
      });
      const prices = await pricesOf(
        tx,
        items.map((item) => item.id),
      );
      return toPage(
        items,
        limit,
        (item) => item.id,
        (item) => ({ item, prices: prices.get(item.id) ?? [] }),
      );
    });
  }

  /** The price lists of custom amounts, by currency. @throws InvalidCursor */
  customPrices({ limit, cursor }: Page): Promise<PageView<CustomPrices>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, isCurrency);
    return this.unitOfWork.platform(async (tx) => {
      const lists = await tx.find(CustomPriceList, {
        where: after === null ? {} : { currency: MoreThan(after) },
        order: { currency: 'ASC' },
        take: limit + 1,
      });
      const tiers = await tiersOf(
        tx,
        lists.map((list) => list.currency),
      );
      return toPage(
        lists,
        limit,
        (list) => list.currency,
        ({ currency, validityDays }) => ({
          currency,
          validityDays,
          tiers: tiers.filter((tier) => tier.currency === currency),
        }),
      );
    });
  }

  /** Every rate, past and future ones too, by country and first day. @throws InvalidCursor */
  taxRates({ limit, cursor }: Page): Promise<PageView<TaxRate>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, isRateKey);
    return this.unitOfWork.platform(async (tx) => {
      const found = tx.createQueryBuilder(TaxRate, 'rate');
      if (after !== null) {
        const [country, day] = after.split(':');
        found.where('(rate.country, rate.valid_from) > (:country, :day::date)', { country, day });
      }
      const rates = await found
        .orderBy('rate.country', 'ASC')
        .addOrderBy('rate.validFrom', 'ASC')
        .take(limit + 1)
        .getMany();
      return toPage(
        rates,
        limit,
        (rate) => `${rate.country}:${rate.validFrom}`,
        (rate) => rate,
      );
    });
  }
}

const isCurrency = (key: string) => /^[A-Z]{3}$/.test(key);
const isRateKey = (key: string) =>
  /^[A-Z]{2}:\d{4}-\d{2}-\d{2}$/.test(key) && !Number.isNaN(Date.parse(key.slice(3)));

/** The tiers of price lists, each list's in ascending order. */
export function tiersOf(
  tx: Tx | PlatformTx,
  currencies: readonly string[],
): Promise<CustomPriceTier[]> {
  return tx.find(CustomPriceTier, {
    where: { currency: In([...currencies]) },
    order: { fromTokens: 'ASC' },
  });
}

/** The prices of packages, by currency. */
export async function pricesOf(
  tx: Tx | PlatformTx,
  packageIds: readonly string[],
): Promise<ReadonlyMap<string, PackagePrice[]>> {
  const rows = await tx.find(TokenPackagePrice, {
    where: { packageId: In([...packageIds]) },
    order: { currency: 'ASC' },
  });
  const byPackage = new Map<string, PackagePrice[]>();
  for (const { packageId, currency, amountMinor } of rows) {
    byPackage.set(packageId, [...(byPackage.get(packageId) ?? []), { currency, amountMinor }]);
  }
  return byPackage;
}
