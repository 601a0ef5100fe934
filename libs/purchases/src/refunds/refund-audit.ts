import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import { money, type Actor, type Tx } from '@purser/platform';
import type { Refund } from './refund.entity.js';

/** Writes to the audit trail what became of a refund. */
@Injectable()
export class RefundAudit {
  constructor(private readonly audit: AuditTrail) {}

  /** @param action for example `refund.booked` */
  record(
    tx: Tx,
    action: string,
    refund: Refund,
    actor: Actor,
    at: Date,
    reason: string | null = refund.reason,
  ): Promise<void> {
    return this.audit.append(tx, {
      action,
      actor,
      subjectType: 'refund',
      subjectId: refund.id,
      after: {
        purchaseReferenceId: refund.purchaseId,
        status: refund.status,
        amount: money(refund.amountMinor, refund.currency),
        tokens: Number(refund.tokens),
        bonusTokens: Number(refund.bonusTokens),
        creditNoteNumber: refund.creditNoteNumber,
        failure: refund.failure,
      },
      reason,
      at,
    });
  }
}
