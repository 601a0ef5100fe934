import type { RecoveryLinkFault, RecoveryStatus } from '@purser/contracts';
import type { TokenPurchase } from '../token-purchase.entity.js';
import type { RecoveryLink } from './recovery-link.entity.js';

/**
 * Where a link stands. `paid` = paid through this link, which its payer has not been told yet: the
 * webhook was faster than the browser.
 */
export type RecoveryStanding =
  { readonly status: RecoveryStatus | 'paid' } | { readonly fault: RecoveryLinkFault };

type Link = Pick<RecoveryLink, 'expiresAt' | 'startedAt' | 'usedAt'>;
type Purchase = Pick<TokenPurchase, 'status' | 'paidAt'>;

/** Whether a link can be used at `at`, and if not, why. */
export function recoveryStanding(link: Link, purchase: Purchase, at: Date): RecoveryStanding {
  if (link.usedAt !== null) return { fault: 'used' };
  if (purchase.paidAt !== null) {
    return link.startedAt === null ? { fault: 'revoked' } : { status: 'paid' };
  }
  if (purchase.status === 'canceled') return { fault: 'revoked' };
  // Whoever is at the bank's page may come back from it.
  const isUnderWay = purchase.status === 'requires_action' && link.startedAt !== null;
  if (link.expiresAt <= at && !isUnderWay) return { fault: 'expired' };
  if (purchase.status === 'requires_action') return { status: 'requires_action' };
  return { status: purchase.status === 'payment_pending' ? 'processing' : 'open' };
}
