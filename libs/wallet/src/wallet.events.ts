import type { DomainEvent } from '@purser/platform';

/** Available fell below one or more watched marks; `mark` is the highest of them. A hint: look the
 * balance up. Tokens.
 */
export class WalletFellBelow implements DomainEvent {
  /** `debit_many` writes this name too. */
  static readonly eventName = 'wallet.fell-below';

  constructor(
    readonly organizationId: string,
    readonly available: number,
    readonly mark: number,
  ) {}
}
