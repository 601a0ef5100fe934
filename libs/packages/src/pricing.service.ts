import { Injectable } from '@nestjs/common';
import { Organizations, type OrganizationProfile } from '@purser/identity';
import { InvalidRequest, isId, MAX_TOKENS, NotFound, type Tx } from '@purser/platform';
import { assertChargeable } from './charge-limits.js';
import { CUSTOM_TOKENS, priceByTiers, type PriceTier } from './custom-price.js';
import { CustomPriceList } from './custom-price-list.entity.js';
import { CustomPriceTier } from './custom-price-tier.entity.js';
import type { FrozenQuote } from './frozen-quote.js';
import { NotOffered } from './packages.errors.js';
import { AgreedPrices } from './agreed-prices.js';
import { Sellers } from './sellers.service.js';
import { decideTax, taxMinor, type TaxDecision } from './tax.js';
import { TokenPackagePrice } from './token-package-price.entity.js';
import { TokenPackage } from './token-package.entity.js';

/** Most packages of a kind in one purchase. */
export const MAX_QUANTITY = 1_000;

type Unpriced = Omit<
  FrozenQuote,
  'currency' | 'taxMinor' | 'totalMinor' | 'taxRatePercent' | 'taxTreatment' | 'taxNote'
>;

/** Prices what an organization may buy: the one place where a price is computed. */
@Injectable()
export class Pricing {
  constructor(
    private readonly organizations: Organizations,
    private readonly agreedPrices: AgreedPrices,
    private readonly sellers: Sellers,
  ) {}

  /**
   * Prices `quantity` (1 to 1,000) of a package for the organization of `tx` as of `at`.
   *
   * @throws NotFound when there is no such package
   * @throws NotOffered when it is withdrawn or has no price in the organization's currency
   * @throws InvalidRequest when the quantity is out of range
   * @throws AmountTooSmall, AmountTooLarge when the provider would not charge the total
   */
  async quotePackage(
    tx: Tx,
    order: { packageId: string; quantity: number; at: Date },
  ): Promise<FrozenQuote> {
    const { packageId, quantity, at } = order;
    const item = isId(packageId) ? await tx.findOneBy(TokenPackage, { id: packageId }) : null;
    if (!item) throw new NotFound('There is no such package.');
    assertQuantity(quantity, item);
    const buyer = await this.organizations.get(tx);
    const { currency } = buyer;
    const agreed = await this.agreedPrices.ofPackages(tx, currency, at);
    const unitAmountMinor = agreed.get(packageId) ?? (await listPrice(tx, packageId, currency));
    if (!item.active || unitAmountMinor === null) throw new NotOffered(item.name, currency);
    const count = BigInt(quantity);
    return this.taxed(tx, buyer, at, {
      label: item.name,
      packageId,
      quantity,
      tokens: item.tokens * count,
      bonusTokens: item.bonusTokens * count,
      validityDays: item.validityDays,
      unitAmountMinor,
      subtotalMinor: unitAmountMinor * count,
    });
  }

  /**
   * Prices a custom amount of 1,000 to 10,000,000 tokens for the organization of `tx` as of `at`,
   * by the organization's own price where one holds, else by the volume tiers of its currency.
   *
   * @throws InvalidRequest when the amount is out of range
   * @throws NotOffered when custom amounts have no price in the organization's currency
   * @throws AmountTooSmall, AmountTooLarge when the provider would not charge the total
   */
  async quoteCustom(tx: Tx, order: { tokens: bigint; at: Date }): Promise<FrozenQuote> {
    const { tokens, at } = order;
    if (tokens < CUSTOM_TOKENS.least || tokens > CUSTOM_TOKENS.most) {
      throw new InvalidRequest([
        {
          pointer: '/tokens',
          detail: `must be from ${CUSTOM_TOKENS.least} to ${CUSTOM_TOKENS.most}`,
        },
      ]);
    }
    const buyer = await this.organizations.get(tx);
    const { currency } = buyer;
    const list = await tx.findOneBy(CustomPriceList, { currency });
    const agreed = await this.agreedPrices.ofCustomAmounts(tx, currency, at);
    const tiers = agreed === null ? await listTiers(tx, currency) : flat(agreed);
    if (tiers.length === 0) throw new NotOffered('A custom amount', currency);
    const { amountMinor, slices } = priceByTiers(tokens, tiers, currency);
    return this.taxed(tx, buyer, at, {
      label: 'Custom amount',
      packageId: null,
      quantity: 1,
      tokens,
      bonusTokens: 0n,
      validityDays: list?.validityDays ?? null,
      unitAmountMinor: amountMinor,
      subtotalMinor: amountMinor,
      tiers: slices,
    });
  }

  /** How a sale to the organization of `tx` is taxed at `at`, whatever is sold. @throws NoSeller */
  async taxOf(tx: Tx, at: Date): Promise<TaxDecision> {
    return this.decide(tx, await this.organizations.get(tx), at);
  }

  private async decide(tx: Tx, buyer: OrganizationProfile, at: Date): Promise<TaxDecision> {
    const seller = await this.sellers.current(tx);
    const rates = await this.sellers.ratesAt(tx, [seller.country, buyer.country], at);
    return decideTax(seller.country, buyer, (country) => rates.get(country) ?? null);
  }

  private async taxed(
    tx: Tx,
    buyer: OrganizationProfile,
    at: Date,
    line: Unpriced,
  ): Promise<FrozenQuote> {
    const { currency } = buyer;
    const tax = await this.decide(tx, buyer, at);
    const taxAmount = taxMinor(line.subtotalMinor, tax.ratePercent, currency);
    const totalMinor = line.subtotalMinor + taxAmount;
    assertChargeable(totalMinor, currency);
    return {
      ...line,
      currency,
      taxMinor: taxAmount,
      totalMinor,
      taxRatePercent: tax.ratePercent,
      taxTreatment: tax.treatment,
      taxNote: tax.note,
    };
  }
}

function assertQuantity(quantity: number, item: TokenPackage): void {
  const inRange = Number.isInteger(quantity) && quantity >= 1 && quantity <= MAX_QUANTITY;
  const fits = inRange && (item.tokens + item.bonusTokens) * BigInt(quantity) <= BigInt(MAX_TOKENS);
  if (fits) return;
  const detail = inRange
    ? 'gives more tokens than a wallet can hold'
    : `must be a whole number from 1 to ${MAX_QUANTITY}`;
  throw new InvalidRequest([{ pointer: '/quantity', detail }]);
}

async function listPrice(tx: Tx, packageId: string, currency: string): Promise<bigint | null> {
  const price = await tx.findOneBy(TokenPackagePrice, { packageId, currency });
  return price?.amountMinor ?? null;
}

function listTiers(tx: Tx, currency: string): Promise<PriceTier[]> {
  return tx.find(CustomPriceTier, { where: { currency }, order: { fromTokens: 'ASC' } });
}

const flat = (perThousandMilliMinor: bigint): PriceTier[] => [
  { fromTokens: 0n, perThousandMilliMinor },
];
