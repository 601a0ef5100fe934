import { Injectable } from '@nestjs/common';
import type { RecoveryPaymentView, RecoveryView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { PaymentMethodUnusable } from '@purser/payments';
import { Clock, NotFound, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { Execution } from '../charging/execution.js';
import { payablePurchaseView, purchaseView } from '../to-purchase-view.js';
import { TokenPurchase } from '../token-purchase.entity.js';
import { RecoveryLink } from './recovery-link.entity.js';
import { recoveryStanding, type RecoveryStanding } from './recovery-standing.js';
import { RecoveryTokens, type RecoveryTokenContent } from './recovery-tokens.js';
import { RecoveryLinkUnusable } from './recovery.errors.js';

/** Where a request comes from; who holds a link is not known. */
export interface RequestOrigin {
  readonly requestId: string;
  readonly ip: string;
}

interface Found {
  readonly link: RecoveryLink;
  readonly purchase: TokenPurchase;
  readonly standing: RecoveryStanding;
}

/** What the holder of a recovery link may do: look, and pay on-session. */
@Injectable()
export class Recovery {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly tokens: RecoveryTokens,
    private readonly organizations: Organizations,
    private readonly execution: Execution,
  ) {}

  /** The ids in a token. @throws RecoveryLinkUnusable we did not sign it */
  read(token: string): RecoveryTokenContent {
    const content = this.tokens.read(token);
    if (!content) throw new RecoveryLinkUnusable('unknown');
    return content;
  }

  /** What is to be paid. @throws RecoveryLinkUnusable */
  look({ organizationId, linkId }: RecoveryTokenContent): Promise<RecoveryView> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const { link, purchase, standing } = await this.find(tx, linkId);
      if ('fault' in standing) throw new RecoveryLinkUnusable(standing.fault);
      if (standing.status === 'paid') throw new RecoveryLinkUnusable('used');
      const { type, label, tokens, bonusTokens, price } = purchaseView(purchase);
      const { cardBrand: brand, cardLast4: last4 } = purchase;
      return {
        status: standing.status,
        organizationName: (await this.organizations.get(tx)).name,
        type,
        label,
        tokens,
        bonusTokens,
        price,
        card: brand === null || last4 === null ? null : { brand, last4 },
        expiresAt: link.expiresAt.toISOString(),
      };
    });
  }

  /**
   * Pays through the ordinary purchase machine, once however often it is called: with a card of the
   * provider's (`pm_...`), or null = the card that asked for its holder. `requires_action` is
   * answered again until the bank is satisfied; a decline leaves the link open for another card.
   *
   * @throws RecoveryLinkUnusable, CardDeclined, PaymentMethodUnusable, PaymentRefused
   * @throws PurchaseInProgress, PurchaseStateConflict, PaymentProviderUnavailable
   */
  async complete(
    { organizationId, linkId }: RecoveryTokenContent,
    providerMethodId: string | null,
    origin: RequestOrigin,
  ): Promise<RecoveryPaymentView> {
    const purchase = await this.start(organizationId, linkId);
    if (purchase.paidAt !== null) return this.finish(linkId, purchase);
    const paid = await this.pay(purchase, providerMethodId, origin);
    if (paid.paidAt !== null) return this.finish(linkId, paid);
    const { clientSecret } = payablePurchaseView(paid);
    return { status: 'requires_action', ...(clientSecret !== undefined && { clientSecret }) };
  }

  /** Notes that this link is paid by, so that a payment that comes later is known as its own. */
  private start(organizationId: string, linkId: string): Promise<TokenPurchase> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const { link, purchase, standing } = await this.find(tx, linkId);
      if ('fault' in standing) throw new RecoveryLinkUnusable(standing.fault);
      if (link.startedAt === null) {
        const startedAt = this.clock.now();
        await tx.update(RecoveryLink, { organizationId, id: linkId }, { startedAt });
      }
      return purchase;
    });
  }

  private async pay(
    purchase: TokenPurchase,
    providerMethodId: string | null,
    { requestId, ip }: RequestOrigin,
  ): Promise<TokenPurchase> {
    const { organizationId, id: purchaseId } = purchase;
    const methodId = providerMethodId ?? purchase.paymentMethodId;
    // A person, though an unknown one: attempts of Purser itself are counted and limited.
    const actor: Actor = { type: 'user', id: null, name: 'payment link', requestId, ip };
    const order = { organizationId, purchaseId, methodId, presence: 'on_session' as const, actor };
    try {
      return await this.execution.execute(order);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      throw new PaymentMethodUnusable('This card is not kept any more. Use another card.');
    }
  }

  private async finish(linkId: string, purchase: TokenPurchase): Promise<RecoveryPaymentView> {
    const { organizationId, invoiceNumber } = purchase;
    const usedAt = this.clock.now();
    await this.unitOfWork.run(organizationId, (tx) =>
      tx.update(RecoveryLink, { organizationId, id: linkId }, { usedAt }),
    );
    return { status: 'completed', ...(invoiceNumber !== null && { invoiceNumber }) };
  }

  private async find(tx: Tx, linkId: string): Promise<Found> {
    const { organizationId } = tx;
    const link = await tx.findOneBy(RecoveryLink, { organizationId, id: linkId });
    if (!link) throw new RecoveryLinkUnusable('unknown');
    const id = link.purchaseId;
    const purchase = await tx.findOneByOrFail(TokenPurchase, { organizationId, id });
    return { link, purchase, standing: recoveryStanding(link, purchase, this.clock.now()) };
  }
}
