import { Injectable } from '@nestjs/common';
import { AuditTrail, PLATFORM_TRAIL } from '@purser/audit';
import {
  Clock,
  newId,
  NotFound,
  PreconditionFailed,
  isId,
  UnitOfWork,
  violatedConstraint,
  type Actor,
  type Tx,
} from '@purser/platform';
import { auditedPackage, auditedPrices, auditedRate, auditedSeller } from './catalogue-changes.js';
import type {
  CataloguePackage,
  CustomPrices,
  PackageDefinition,
  PackagePrice,
  TaxRateDefinition,
} from './catalogue-definitions.js';
import { CustomPriceList } from './custom-price-list.entity.js';
import { CustomPriceTier } from './custom-price-tier.entity.js';
import { pricesOf, tiersOf } from './catalogue-reader.service.js';
import { checkPackage, checkTaxRate, checkTiers } from './catalogue-rules.js';
import { LegalEntity } from './legal-entity.entity.js';
import { PackageExists } from './packages.errors.js';
import { sellerIn, type Seller } from './sellers.service.js';
import { TaxRate } from './tax-rate.entity.js';
import { TokenPackagePrice } from './token-package-price.entity.js';
import { TokenPackage } from './token-package.entity.js';

/**
 * Keeps what is sold: packages, custom prices, tax rates and the seller. Every change is in the
 * platform's audit trail, which no organization reads.
 */
@Injectable()
export class Catalogue {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Adds a package. Adding the same package under the same name again gives the first one back.
   *
   * @throws InvalidRequest when a price cannot be charged or a currency is named twice
   * @throws PackageExists when the name is taken by a package with other values
   */
  async createPackage(definition: PackageDefinition, actor: Actor): Promise<CataloguePackage> {
    checkPackage(definition);
    return this.unitOfWork.run(PLATFORM_TRAIL, async (tx) => {
      const now = this.clock.now();
      const { prices, ...fields } = definition;
      const stamp = {
        createdAt: now,
        createdBy: actor.name,
        updatedAt: now,
        updatedBy: actor.name,
      };
      const item = tx.create(TokenPackage, { id: newId(now), ...fields, version: 1, ...stamp });
      const added = await tx
        .createQueryBuilder()
        .insert()
        .into(TokenPackage)
        .values(item)
        .orIgnore()
        .returning('id')
        .execute();
      if ((added.raw as unknown[]).length === 0) return sameAs(tx, definition);
      await writePrices(tx, item.id, prices);
      const created = { item, prices: byCurrency(prices) };
      await this.audit.append(tx, {
        action: 'package.created',
        subjectType: 'package',
        subjectId: item.id,
        after: auditedPackage(created),
        actor,
        at: now,
      });
      return created;
    });
  }

  /**
   * Replaces a package and its prices. Purchases made before keep what they froze.
   *
   * @param eTag the ETag that the change was made from; null or `*` = whatever it is
   * @throws NotFound, InvalidRequest, PreconditionFailed, PackageExists
   */
  async updatePackage(
    packageId: string,
    definition: PackageDefinition,
    eTag: string | null,
    actor: Actor,
  ): Promise<CataloguePackage> {
    checkPackage(definition);
    return this.unitOfWork.run(PLATFORM_TRAIL, async (tx) => {
      const item = isId(packageId)
        ? await tx.findOne(TokenPackage, {
            where: { id: packageId },
            lock: { mode: 'pessimistic_write' },
          })
        : null;
      if (!item) throw new NotFound('There is no such package.');
      if (eTag !== null && eTag !== '*' && eTag !== eTagOf(item)) {
        throw new PreconditionFailed(eTagOf(item));
      }
      const { prices, ...fields } = definition;
      const at = this.clock.now();
      const known = (await pricesOf(tx, [item.id])).get(item.id) ?? [];
      const before = auditedPackage({ item, prices: known });
      Object.assign(item, fields, {
        version: item.version + 1,
        updatedAt: at,
        updatedBy: actor.name,
      });
      await renameSafely(tx.update(TokenPackage, { id: item.id }, item), item.name);
      await tx.delete(TokenPackagePrice, { packageId: item.id });
      await writePrices(tx, item.id, prices);
      const changed = { item, prices: byCurrency(prices) };
      await this.audit.append(tx, {
        action: 'package.changed',
        subjectType: 'package',
        subjectId: item.id,
        before,
        after: auditedPackage(changed),
        actor,
        at,
      });
      return changed;
    });
  }

  /**
   * Sets the price list of custom amounts in a currency, replacing the one before.
   *
   * @throws InvalidRequest when the tiers do not ascend from 0
   */
  async setTiers(list: CustomPrices, actor: Actor): Promise<void> {
    checkTiers(list);
    const { currency, validityDays, tiers } = list;
    await this.unitOfWork.run(PLATFORM_TRAIL, async (tx) => {
      await oneAtATime(tx);
      const at = this.clock.now();
      const stamp = { updatedAt: at, updatedBy: actor.name };
      const known = await tx.findOneBy(CustomPriceList, { currency });
      const before =
        known &&
        auditedPrices({
          currency,
          validityDays: known.validityDays,
          tiers: await tiersOf(tx, [currency]),
        });
      await tx.upsert(CustomPriceList, { currency, validityDays, ...stamp }, ['currency']);
      await tx.delete(CustomPriceTier, { currency });
      await tx.insert(
        CustomPriceTier,
        tiers.map((tier) => ({ currency, ...tier })),
      );
      await this.audit.append(tx, {
        action: 'custom-prices.set',
        subjectType: 'custom_prices',
        subjectId: currency,
        before,
        after: auditedPrices(list),
        actor,
        at,
      });
    });
  }

  /**
   * Sets a country's rate from a day on; the same country and day again replaces it.
   *
   * @throws InvalidRequest when the percent is not a decimal from 0 to 100 or the period is empty
   */
  async setTaxRate(rate: TaxRateDefinition, actor: Actor): Promise<void> {
    checkTaxRate(rate);
    const { country, validFrom } = rate;
    await this.unitOfWork.run(PLATFORM_TRAIL, async (tx) => {
      await oneAtATime(tx);
      const at = this.clock.now();
      const stamp = { updatedAt: at, updatedBy: actor.name };
      const known = await tx.findOneBy(TaxRate, { country, validFrom });
      const before = known && auditedRate(known);
      await tx.upsert(TaxRate, { ...rate, ...stamp }, ['country', 'validFrom']);
      await this.audit.append(tx, {
        action: 'tax-rate.set',
        subjectType: 'tax_rate',
        subjectId: `${country} ${validFrom}`,
        before,
        after: auditedRate(rate),
        actor,
        at,
      });
    });
  }

  /** Sets a legal entity, by name, and makes it the seller. Issued invoices keep theirs. */
  async setLegalEntity(seller: Seller, actor: Actor): Promise<void> {
    await this.unitOfWork.run(PLATFORM_TRAIL, async (tx) => {
      await oneAtATime(tx);
      const now = this.clock.now();
      const stamp = { updatedAt: now, updatedBy: actor.name };
      const before = await sellerIn(tx);
      const known = await tx.findOneBy(LegalEntity, { name: seller.name });
      const was = known && auditedSeller(known);
      await tx.update(LegalEntity, { isSeller: true }, { isSeller: false, ...stamp });
      const id = known?.id ?? newId(now);
      await tx.upsert(LegalEntity, { id, ...seller, isSeller: true, ...stamp }, ['id']);
      await this.audit.append(tx, {
        action: 'seller.set',
        subjectType: 'legal_entity',
        subjectId: id,
        before: before && { soldBy: before.name, ...was },
        after: { soldBy: seller.name, ...auditedSeller(seller) },
        actor,
        at: now,
      });
    });
  }
}

/** Waits for others who change what may not be there yet to be locked. */
async function oneAtATime(tx: Tx): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('purser:catalogue', 0))");
}

/** The ETag of a package: its version. */
export function eTagOf(item: TokenPackage): string {
  return `"${item.version}"`;
}

async function sameAs(tx: Tx, definition: PackageDefinition): Promise<CataloguePackage> {
  const item = await tx.findOneByOrFail(TokenPackage, { name: definition.name });
  const prices = (await pricesOf(tx, [item.id])).get(item.id) ?? [];
  if (fingerprint({ ...item, prices }) === fingerprint(definition)) return { item, prices };
  throw new PackageExists(item.name);
}

async function renameSafely(update: Promise<unknown>, name: string): Promise<void> {
  try {
    await update;
  } catch (error) {
    if (violatedConstraint(error) === 'token_packages_name') throw new PackageExists(name);
    throw error;
  }
}

function fingerprint(definition: PackageDefinition): string {
  const { description, tokens, bonusTokens, validityDays, active, prices } = definition;
  const money = byCurrency(prices).map((price) => `${price.currency} ${price.amountMinor}`);
  return JSON.stringify([description, `${tokens}`, `${bonusTokens}`, validityDays, active, money]);
}

const byCurrency = (prices: readonly PackagePrice[]): PackagePrice[] =>
  prices.toSorted((one, other) => (one.currency < other.currency ? -1 : 1));

async function writePrices(
  tx: Tx,
  packageId: string,
  prices: readonly PackagePrice[],
): Promise<void> {
  if (prices.length === 0) return;
  await tx.insert(
    TokenPackagePrice,
    prices.map((price) => ({ packageId, ...price })),
  );
}
