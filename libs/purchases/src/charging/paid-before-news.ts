import { Injectable } from '@nestjs/common';
import { PaymentGateway } from '@purser/payments';
import { NotFound, UnitOfWork, type Actor } from '@purser/platform';
import { TokenPurchase } from '../token-purchase.entity.js';
import { Settlement } from './settlement.js';

/** News of a refund or a dispute may come before the news of the payment that it is about. */
@Injectable()
export class PaidBeforeNews {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly settlement: Settlement,
  ) {}

  /**
   * Settles the payment first where the provider took it and that is not known here yet.
   *
   * @throws PaymentProviderUnavailable, NotFound
   */
  async settle(
    organizationId: string,
    purchaseId: string,
    paymentIntentId: string | null,
    actor: Actor,
  ): Promise<void> {
    const purchase = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(TokenPurchase, { organizationId, id: purchaseId }),
    );
    if (!purchase) throw new NotFound('There is no such purchase.');
    if (purchase.completedAt !== null || paymentIntentId === null) return;
    const payment = await this.gateway.retrieve(paymentIntentId);
    if (payment.outcome.kind !== 'succeeded') return;
    await this.settlement.settle(organizationId, purchaseId, payment, actor);
  }
}
