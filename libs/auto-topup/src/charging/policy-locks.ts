import type { Tx } from '@purser/platform';
import { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';

/**
 * The organization's policies, locked, always in this order: whoever decides, reserves, settles or
 * releases in one organization does so one after the other.
 */
export function lockedPolicies(tx: Tx): Promise<AutoTopUpPolicy[]> {
  return tx.find(AutoTopUpPolicy, {
    where: { organizationId: tx.organizationId },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
}
