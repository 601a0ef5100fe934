import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PaymentMethodUses } from '@purser/payments';
import { AutoTopUpPolicy } from './auto-topup-policy.entity.js';

/** Keeps the card of an enabled policy from being removed. */
@Injectable()
export class PolicyCardUse implements OnModuleInit {
  constructor(private readonly uses: PaymentMethodUses) {}

  onModuleInit(): void {
    this.uses.register(async (tx, paymentMethodId) => {
      const { organizationId } = tx;
      const using = { organizationId, paymentMethodId, enabled: true };
      return (await tx.existsBy(AutoTopUpPolicy, using)) ? ['auto top-up'] : [];
    });
  }
}
