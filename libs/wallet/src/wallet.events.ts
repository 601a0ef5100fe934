import type { DomainEvent } from '@purser/platform';

/** Available fell below one or more watched marks; `mark` is the highest of them. A hint: look the
 * balance up. Tokens.
 */
export class WalletFellBelow implements DomainEvent {
  /** `debit_many` writes this name too. */
  static readonly eventName = 'wallet.fell-below';
  static readonly isInternal = true;

  constructor(
    readonly organizationId: string,
    readonly available: number,
    readonly mark: number,
  ) {}
}

/**
 * Available rose by something else than a purchase: an adjustment, a reversal, a grant, a hold that
 * ended. `available` is what it was then; it may be spent again. Tokens.
 */
export class WalletRose implements DomainEvent {
  /** `spend_many` writes this name too. */
  static readonly eventName = 'wallet.rose';
  static readonly isInternal = true;

  constructor(
    readonly organizationId: string,
    readonly available: number,
    /** ISO 8601. */
    readonly at: string,
  ) {}
}
