import { Injectable } from '@nestjs/common';
import { PaymentGateway } from '@purser/payments';
import { Clock, OnEvent, systemActor, UnitOfWork, type Tx } from '@purser/platform';
import { Dispute, lostOf } from '../disputes/dispute.entity.js';
import { PurchaseJournal } from '../purchase-journal.js';
import { amountWords } from '../purchase-words.js';
import { DisputeLost, RefundBooked } from '../purchases.events.js';
import { TokenPurchase } from '../token-purchase.entity.js';
import { returnedOf } from './refund-basis.js';

const ACTOR = systemActor('refunds');

/**
 * Payments that bought nothing, being another amount than was asked for, and went back: their purchase
 * is over. Who waits for it, a period or a top-up, orders again.
 */
@Injectable()
export class ReturnedPayments {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly gateway: PaymentGateway,
    private readonly journal: PurchaseJournal,
  ) {}

  @OnEvent(RefundBooked, 'purchases.returned-by-refund')
  refunded({ organizationId, purchaseId }: RefundBooked): Promise<void> {
    return this.look(organizationId, purchaseId);
  }

  @OnEvent(DisputeLost, 'purchases.returned-by-dispute')
  disputed({ organizationId, purchaseId }: DisputeLost): Promise<void> {
    return this.look(organizationId, purchaseId);
  }

  /**
   * Cancels the purchase if its money bought nothing and all of it went back.
   *
   * @throws PaymentProviderUnavailable
   */
  async look(organizationId: string, purchaseId: string): Promise<void> {
    const known = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneByOrFail(TokenPurchase, { organizationId, id: purchaseId }),
    );
    if (!isSetAside(known)) return;
    const { receivedMinor, currency } = await this.gateway.retrieve(known.paymentIntentId);
    await this.unitOfWork.run(organizationId, async (tx) => {
      const purchase = await this.journal.lock(tx, purchaseId);
      if (!purchase || !isSetAside(purchase)) return;
      if ((await goneMinor(tx, purchaseId)) < receivedMinor) return;
      const received = amountWords(receivedMinor, currency);
      const summary = `All of the ${received} that were received went back. Nothing was bought.`;
      const step = { type: 'canceled', to: 'canceled' as const, summary };
      await this.journal.advanceAudited(tx, purchase, step, {}, ACTOR, this.clock.now(), summary);
    });
  }
}

type SetAside = TokenPurchase & { readonly paymentIntentId: string };

const isSetAside = (purchase: TokenPurchase): purchase is SetAside =>
  purchase.status === 'paid' && purchase.completedAt === null && purchase.paymentIntentId !== null;

/** Gross that reached the card holder, or the holder's bank took. */
async function goneMinor(tx: Tx, purchaseId: string): Promise<bigint> {
  const { organizationId } = tx;
  const { paidMinor } = await returnedOf(tx, purchaseId);
  const lost = await tx.findBy(Dispute, { organizationId, purchaseId, status: 'lost' });
  return lost.reduce((sum, dispute) => sum + lostOf(dispute), paidMinor);
}
