import type { PurchaseType } from '@purser/contracts';
import type { DomainEvent } from '@purser/platform';

/**
 * A system charge needs its card holder, and a link to pay it was made. The address is not in here:
 * whoever mails asks `RecoveryLinks.addressOf` when the mail goes out.
 */
export class RecoveryLinkIssued implements DomainEvent {
  static readonly eventName = 'purchases.recovery-link-issued';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  readonly linkId: string;
  readonly purchaseType: PurchaseType;
  readonly label: string;
  readonly tokens: number;
  readonly bonusTokens: number;
  /** Minor units, as text. */
  readonly totalMinor: string;
  readonly currency: string;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  /** ISO 8601, on the Clock. */
  readonly expiresAt: string;
  constructor(fields: RecoveryLinkIssued) {
    Object.assign(this, fields);
  }
}
