import { Injectable } from '@nestjs/common';
import type { PackageView, PageView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import {
  Clock,
  decodeCursor,
  isId,
  money,
  toPage,
  UnitOfWork,
  type PageQuery,
  type Tx,
} from '@purser/platform';
import { In } from 'typeorm';
import { AgreedPrices } from './agreed-prices.js';
import { TokenPackagePrice } from './token-package-price.entity.js';
import { TokenPackage } from './token-package.entity.js';

/** Lists what an organization is offered, at its own prices. */
@Injectable()
export class Offers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly organizations: Organizations,
    private readonly agreedPrices: AgreedPrices,
  ) {}

  /**
   * The active packages with a price in the organization's currency, smallest first.
   *
   * @throws InvalidCursor
   */
  list(organizationId: string, query: PageQuery): Promise<PageView<PackageView>> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, isKey);
    return this.unitOfWork.read(organizationId, async (tx) => {
      const { currency } = await this.organizations.get(tx);
      const agreed = await this.agreedPrices.ofPackages(tx, currency, this.clock.now());
      const items = await offered(tx, currency, [...agreed.keys()], after, query.limit + 1);
      const listed = await listPrices(tx, currency, items);
      return toPage(items, query.limit, keyOf, (item) =>
        packageView(item, currency, agreed.get(item.id) ?? null, listed.get(item.id) ?? null),
      );
    });
  }
}

const keyOf = (item: TokenPackage) => `${item.tokens}:${item.id}`;

function isKey(key: string): boolean {
  const [tokens = '', id] = key.split(':');
  return /^\d{1,16}$/.test(tokens) && isId(id);
}

function offered(
  tx: Tx,
  currency: string,
  agreedIds: readonly string[],
  after: string | null,
  count: number,
): Promise<TokenPackage[]> {
  const found = tx
    .createQueryBuilder(TokenPackage, 'item')
    .where('item.active')
    .andWhere(
      `(item.id = ANY(:agreedIds::uuid[]) OR EXISTS (SELECT 1 FROM token_package_prices price
         WHERE price.package_id = item.id AND price.currency = :currency))`,
      { agreedIds, currency },
    );
  if (after !== null) {
    const [tokens, id] = after.split(':');
    found.andWhere('(item.tokens, item.id) > (:tokens::bigint, :id::uuid)', { tokens, id });
  }
  return found.orderBy('item.tokens', 'ASC').addOrderBy('item.id', 'ASC').take(count).getMany();
}

async function listPrices(
  tx: Tx,
  currency: string,
  items: readonly TokenPackage[],
): Promise<ReadonlyMap<string, bigint>> {
  const packageId = In(items.map((item) => item.id));
  const prices = await tx.findBy(TokenPackagePrice, { packageId, currency });
  return new Map(prices.map((price) => [price.packageId, price.amountMinor]));
}

function packageView(
  item: TokenPackage,
  currency: string,
  agreedMinor: bigint | null,
  listMinor: bigint | null,
): PackageView {
  const priceMinor = agreedMinor ?? listMinor;
  if (priceMinor === null) throw new Error('An offered package has a price');
  const ownPrice = agreedMinor !== null && listMinor !== null;
  return {
    id: item.id,
    name: item.name,
    description: item.description,
    tokens: Number(item.tokens),
    bonusTokens: Number(item.bonusTokens),
    price: money(priceMinor, currency),
    listPrice: ownPrice ? money(listMinor, currency) : null,
    validityDays: item.validityDays,
  };
}
