import { Injectable } from '@nestjs/common';
import type { Tx } from '@purser/platform';

/** Says what still charges a card, for people, for example `the subscription`; empty = nothing. */
export type PaymentMethodUse = (tx: Tx, paymentMethodId: string) => Promise<readonly string[]>;

/** What upper rooms charge cards for: each tells how to find out, so that no card is pulled away. */
@Injectable()
export class PaymentMethodUses {
  private readonly uses: PaymentMethodUse[] = [];

  /** Call once per room, when its module starts. */
  register(use: PaymentMethodUse): void {
    this.uses.push(use);
  }

  /** Everything that charges the card. */
  async of(tx: Tx, paymentMethodId: string): Promise<string[]> {
    const found: string[] = [];
    for (const use of this.uses) found.push(...(await use(tx, paymentMethodId)));
    return found;
  }
}
