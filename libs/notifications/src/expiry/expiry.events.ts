import type { DomainEvent } from '@purser/platform';

/** A lot that expires soon, with what is left of it. */
export interface ExpiringLot {
  readonly lotId: string;
  readonly label: string;
  readonly tokens: number;
  /** ISO instant, exclusive. */
  readonly expiresAt: string;
}

/** Tokens expire within `daysLeft` days (30, 7 or 1). Each lot is told once per stage. */
export class TokensExpiring implements DomainEvent {
  static readonly eventName = 'notifications.tokens-expiring';
  readonly organizationId: string;
  readonly daysLeft: number;
  readonly tokens: number;
  /** ISO instant. */
  readonly firstExpiresAt: string;
  /** Soonest first. */
  readonly lots: readonly ExpiringLot[];
  constructor(fields: TokensExpiring) {
    Object.assign(this, fields);
  }
}
