import { Injectable } from '@nestjs/common';
import { OnEvent } from '@purser/platform';
import { PurchaseChanged, PurchaseCompleted, Purchases } from '@purser/purchases';
import { WalletFellBelow } from '@purser/wallet';
import { Evaluation } from './charging/evaluation.js';
import { Reservations } from './charging/reservations.js';
import { Suspensions } from './charging/suspensions.js';
import { TopUpCharge } from './charging/top-up-charge.js';

/** What makes auto top-up look: a wallet that fell, a purchase that ended. */
@Injectable()
export class AutoTopUpTriggers {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly charge: TopUpCharge,
    private readonly reservations: Reservations,
    private readonly suspensions: Suspensions,
    private readonly purchases: Purchases,
  ) {}

  /** A hint: the balance is looked up. */
  @OnEvent(WalletFellBelow, 'auto-topup.wallet-fell-below')
  async fellBelow({ organizationId }: WalletFellBelow): Promise<void> {
    await this.evaluation.evaluateThreshold(organizationId, 'crossing');
  }

  /** Settles our own; a purchase by a person shows that somebody pays, and frees the slot. */
  @OnEvent(PurchaseCompleted, 'auto-topup.purchase-completed')
  async completed({ organizationId, purchaseId, type }: PurchaseCompleted): Promise<void> {
    await this.reservations.settle(organizationId, purchaseId);
    if (type === 'package' || type === 'custom') {
      const { completedAt } = await this.purchases.get(organizationId, purchaseId);
      if (completedAt) await this.suspensions.resumeAll(organizationId, new Date(completedAt));
    }
    await this.charge.goOn(organizationId);
    await this.evaluation.evaluateThreshold(organizationId, 'crossing');
  }

  /** A purchase that came to nothing leaves the slot, and a gap that it would have closed. */
  @OnEvent(PurchaseChanged, 'auto-topup.purchase-changed')
  async changed({ organizationId, purchaseId, status }: PurchaseChanged): Promise<void> {
    if (status !== 'payment_failed' && status !== 'canceled') return;
    // Our own after an outage waits for the hourly job: a provider that is down is not hammered.
    if (await this.reservations.has(organizationId, purchaseId)) {
      await this.charge.follow(organizationId, purchaseId);
      return;
    }
    await this.charge.goOn(organizationId);
    await this.evaluation.evaluateThreshold(organizationId, 'crossing');
  }
}
