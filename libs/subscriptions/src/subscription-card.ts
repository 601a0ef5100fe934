import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SubscriptionStatus } from '@purser/contracts';
import { PaymentMethodUses } from '@purser/payments';
import { Not } from 'typeorm';
import { Subscription } from './subscription.entity.js';

/** Keeps the card of a live subscription from being removed. */
@Injectable()
export class SubscriptionCard implements OnModuleInit {
  constructor(private readonly uses: PaymentMethodUses) {}

  onModuleInit(): void {
    this.uses.register(async (tx, paymentMethodId) => {
      const { organizationId } = tx;
      const status = Not<SubscriptionStatus>('canceled');
      const charged = await tx.existsBy(Subscription, { organizationId, paymentMethodId, status });
      return charged ? ['the subscription'] : [];
    });
  }
}
