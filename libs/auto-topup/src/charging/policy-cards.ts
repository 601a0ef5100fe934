import { Injectable } from '@nestjs/common';
import { attemptWindowStart, CardAttempts, PaymentMethods } from '@purser/payments';
import { Clock } from '@purser/platform';
import type { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';

/** The card of a policy. */
export interface PolicyCard {
  /** The same for the same card number, whoever entered it. */
  readonly fingerprint: string;
  /** Charges tried with it in the last 30 days, across organizations. */
  readonly attempts: number;
}

/** Looks up the cards that policies pay with. */
@Injectable()
export class PolicyCards {
  constructor(
    private readonly methods: PaymentMethods,
    private readonly attempts: CardAttempts,
    private readonly clock: Clock,
  ) {}

  /** The card, or null where it was removed. */
  async of(
    policy: Pick<AutoTopUpPolicy, 'organizationId' | 'paymentMethodId'>,
  ): Promise<PolicyCard | null> {
    const { organizationId, paymentMethodId } = policy;
    const card = await this.methods.known(organizationId, paymentMethodId);
    return card?.removedAt === null ? this.tried(card) : null;
  }

  /** The card that was charged, removed since or not; null where none was. */
  async charged(organizationId: string, methodId: string | null): Promise<PolicyCard | null> {
    const card = methodId === null ? null : await this.methods.known(organizationId, methodId);
    return card && this.tried(card);
  }

  private async tried({ fingerprint }: Pick<PolicyCard, 'fingerprint'>): Promise<PolicyCard> {
    const since = attemptWindowStart(this.clock.now());
    return { fingerprint, attempts: await this.attempts.countAfter(fingerprint, since) };
  }
}
