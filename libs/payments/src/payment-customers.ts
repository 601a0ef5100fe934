import { Injectable } from '@nestjs/common';
import { Organizations } from '@purser/identity';
import { Clock, newId, UnitOfWork } from '@purser/platform';
import { PaymentCustomer } from './payment-customer.entity.js';
import { PaymentGateway } from './payment-gateway.js';
import { ProviderObjects } from './provider-objects.js';

/** One customer of the provider per organization. */
@Injectable()
export class PaymentCustomers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: Organizations,
    private readonly gateway: PaymentGateway,
    private readonly objects: ProviderObjects,
    private readonly clock: Clock,
  ) {}

  /** The provider's customer id, or null where nothing was ever kept or paid. */
  find(organizationId: string): Promise<string | null> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const customer = await tx.findOneBy(PaymentCustomer, { organizationId });
      return customer?.providerId ?? null;
    });
  }

  /**
   * The provider's customer id of an organization, made at the first call.
   *
   * @throws PaymentRefused, PaymentProviderUnavailable
   */
  async ensure(organizationId: string): Promise<string> {
    const known = await this.find(organizationId);
    if (known !== null) return known;
    const profile = await this.unitOfWork.read(organizationId, (tx) => this.organizations.get(tx));
    const providerId = await this.gateway.createCustomer({
      organizationId,
      name: profile.legalName,
      email: profile.billingEmail,
    });
    const createdAt = this.clock.now();
    const object = { providerId, kind: 'customer' as const, organizationId, purchaseId: null };
    await this.objects.register({ ...object, createdAt });
    return this.unitOfWork.run(organizationId, async (tx) => {
      await tx
        .createQueryBuilder()
        .insert()
        .into(PaymentCustomer)
        .values({ organizationId, id: newId(createdAt), providerId, createdAt })
        .orIgnore()
        .execute();
      const customer = await tx.findOneByOrFail(PaymentCustomer, { organizationId });
      return customer.providerId;
    });
  }
}
