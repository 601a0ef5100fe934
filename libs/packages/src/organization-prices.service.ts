import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { PageView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import {
  Clock,
  decodeCursor,
  InvalidRequest,
  isId,
  newId,
  NotFound,
  toPage,
  UnitOfWork,
  type Actor,
  type PageQuery,
  type Tx,
} from '@purser/platform';
import { LessThan } from 'typeorm';
import { unchargeable } from './catalogue-rules.js';
import { perThousandDecimal } from './custom-price.js';
import { OrganizationPrice } from './organization-price.entity.js';
import { CurrencyMismatch } from './packages.errors.js';
import { TokenPackage } from './token-package.entity.js';

/** What staff agree with an organization: a package's price, or a price for custom amounts. */
export interface PriceAgreement {
  packageId: string | null;
  currency: string;
  /** Net price of one package in minor units; null for custom amounts. */
  amountMinor: bigint | null;
  /** Thousandths of a minor unit per 1,000 tokens; null for packages. */
  perThousandMilliMinor: bigint | null;
  /** Null = from this moment on. */
  validFrom: Date | null;
  /** Exclusive; null = until withdrawn. */
  validTo: Date | null;
}

/** Keeps the prices agreed with organizations; every change is in the organization's audit trail. */
@Injectable()
export class OrganizationPrices {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly organizations: Organizations,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @throws NotFound when there is no such package
   * @throws InvalidRequest when it is not exactly one kind of price, or the period is empty
   * @throws CurrencyMismatch when the organization pays in another currency
   */
  async create(
    organizationId: string,
    agreement: PriceAgreement,
    actor: Actor,
  ): Promise<OrganizationPrice> {
    const now = this.clock.now();
    const validFrom = agreement.validFrom ?? now;
    check({ ...agreement, validFrom });
    return this.unitOfWork.run(organizationId, async (tx) => {
      await assertPackage(tx, agreement.packageId);
      const { currency } = await this.organizations.get(tx);
      if (agreement.currency !== currency) {
        throw new CurrencyMismatch(agreement.currency, currency);
      }
      const price = tx.create(OrganizationPrice, {
        ...agreement,
        validFrom,
        organizationId,
        id: newId(now),
        createdAt: now,
        createdBy: actor.name,
      });
      await tx.insert(OrganizationPrice, price);
      await this.audit.append(tx, {
        action: 'organization-price.created',
        actor,
        subjectType: 'organization_price',
        subjectId: price.id,
        after: auditedPrice(price),
        at: now,
      });
      return price;
    });
  }

  /** Newest first. @throws InvalidCursor */
  list(organizationId: string, query: PageQuery): Promise<PageView<OrganizationPrice>> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const before = query.cursor === undefined ? null : decodeCursor(query.cursor, isId);
      const rows = await tx.find(OrganizationPrice, {
        where: { organizationId, ...(before === null ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: query.limit + 1,
      });
      return toPage(
        rows,
        query.limit,
        (row) => row.id,
        (row) => row,
      );
    });
  }

  /** Withdraws a price: what was bought at it stays as it is. @throws NotFound */
  async remove(organizationId: string, priceId: string, actor: Actor): Promise<void> {
    if (!isId(priceId)) throw new NotFound();
    await this.unitOfWork.run(organizationId, async (tx) => {
      const price = await tx.findOne(OrganizationPrice, {
        where: { organizationId, id: priceId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!price) throw new NotFound();
      await tx.delete(OrganizationPrice, { organizationId, id: priceId });
      await this.audit.append(tx, {
        action: 'organization-price.removed',
        actor,
        subjectType: 'organization_price',
        subjectId: priceId,
        before: auditedPrice(price),
        at: this.clock.now(),
      });
    });
  }
}

async function assertPackage(tx: Tx, packageId: string | null): Promise<void> {
  if (packageId === null) return;
  const known = isId(packageId) && (await tx.existsBy(TokenPackage, { id: packageId }));
  if (!known) throw new NotFound('There is no such package.');
}

function check(agreement: PriceAgreement & { validFrom: Date }): void {
  const { packageId, amountMinor, perThousandMilliMinor, validFrom, validTo } = agreement;
  if ((packageId === null) !== (amountMinor === null)) {
    throw new InvalidRequest([{ pointer: '/amount', detail: 'goes with packageId, and only so' }]);
  }
  if ((packageId === null) === (perThousandMilliMinor === null)) {
    throw new InvalidRequest([
      { pointer: '/perThousandMilliMinor', detail: 'is for custom amounts: leave out packageId' },
    ]);
  }
  const fault = amountMinor === null ? null : unchargeable(amountMinor, agreement.currency);
  if (fault) throw new InvalidRequest([{ pointer: '/amount', detail: fault }]);
  if (validTo !== null && validTo <= validFrom) {
    throw new InvalidRequest([{ pointer: '/validTo', detail: 'must be after validFrom' }]);
  }
}

function auditedPrice(price: OrganizationPrice): Record<string, unknown> {
  const { packageId, currency, amountMinor, perThousandMilliMinor } = price;
  return {
    packageId,
    currency,
    amountMinor: amountMinor === null ? null : Number(amountMinor),
    perThousand:
      perThousandMilliMinor === null ? null : perThousandDecimal(perThousandMilliMinor, currency),
    validFrom: price.validFrom.toISOString(),
    validTo: price.validTo?.toISOString() ?? null,
  };
}
