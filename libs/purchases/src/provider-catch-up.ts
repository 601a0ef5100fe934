import { Injectable, Logger } from '@nestjs/common';
import { PaymentGateway, PaymentProviderUnavailable } from '@purser/payments';
import { NotFound, UnitOfWork, type Actor } from '@purser/platform';
import { PaidBeforeNews } from './charging/paid-before-news.js';
import { Disputes } from './disputes/disputes.service.js';
import { ProviderRefunds } from './refunds/provider-refunds.js';
import { ReturnedPayments } from './refunds/returned-payments.js';
import { TokenPurchase } from './token-purchase.entity.js';

/** Hears from the provider about purchases whose news was dropped for good. */
@Injectable()
export class ProviderCatchUp {
  private readonly logger = new Logger(ProviderCatchUp.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly paid: PaidBeforeNews,
    private readonly refunds: ProviderRefunds,
    private readonly disputes: Disputes,
    private readonly returned: ReturnedPayments,
  ) {}

  /**
   * Brings a purchase up to what its payment, its refunds and its disputes are at the provider, the
   * way news of each would; one whose money bought nothing and went back is canceled.
   *
   * @throws PaymentProviderUnavailable, NotFound
   */
  async follow(organizationId: string, purchaseId: string, actor: Actor): Promise<void> {
    const payment = await this.paymentOf(organizationId, purchaseId);
    if (payment === null) return;
    await this.paid.settle(organizationId, purchaseId, payment, actor);
    const refunds = await this.gateway.listRefunds(payment);
    for (const { providerId } of refunds.toReversed())
      await this.refunds.follow(organizationId, purchaseId, providerId, actor);
    const disputes = await this.gateway.listDisputes(payment);
    for (const { disputeId } of disputes.toReversed())
      await this.disputes.follow(organizationId, purchaseId, disputeId, actor);
    await this.returned.look(organizationId, purchaseId);
  }

  /**
   * Follows each of these purchases and gives those for which that failed; one that fails stops no
   * other. Once the provider cannot be reached the rest is not asked about.
   */
  async followEach(
    organizationId: string,
    purchaseIds: readonly string[],
    actor: Actor,
  ): Promise<ReadonlySet<string>> {
    const failed = new Set<string>();
    let isDown = false;
    for (const purchaseId of purchaseIds) {
      try {
        // Each question would cost its whole time-out.
        if (isDown) throw new PaymentProviderUnavailable();
        await this.follow(organizationId, purchaseId, actor);
      } catch (error) {
        isDown = error instanceof PaymentProviderUnavailable;
        failed.add(purchaseId);
        const about = { err: error, organizationId, purchaseId };
        this.logger.warn(about, 'a purchase was not brought up to date with the provider');
      }
    }
    return failed;
  }

  private async paymentOf(organizationId: string, purchaseId: string): Promise<string | null> {
    const purchase = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(TokenPurchase, { organizationId, id: purchaseId }),
    );
    if (!purchase) throw new NotFound('There is no such purchase.');
    return purchase.paymentIntentId;
  }
}
