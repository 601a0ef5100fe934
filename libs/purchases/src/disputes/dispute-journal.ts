import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import { money, type Tx } from '@purser/platform';
import { PurchaseJournal, type PurchaseStep } from '../purchase-journal.js';
import { numbers } from '../refunds/refund-words.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import type { Matter } from './dispute-matter.js';
import { Dispute, lostOf } from './dispute.entity.js';

/** Writes a dispute, the step of its purchase, and the audit record of it. */
@Injectable()
export class DisputeJournal {
  constructor(
    private readonly journal: PurchaseJournal,
    private readonly audit: AuditTrail,
  ) {}

  /** Takes the purchase a step further, with the figures of the dispute and `tokens` of the step. */
  advance(
    tx: Tx,
    matter: Matter,
    step: Omit<PurchaseStep, 'details'>,
    tokens: { tokens: bigint; bonusTokens: bigint } = NO_TOKENS,
  ): Promise<TokenPurchase> {
    const { purchase, dispute, actor, at } = matter;
    const { status, currency, shortfallMinor, creditNoteId, creditNoteNumber } = dispute;
    const details = {
      disputeId: dispute.id,
      amount: money(status === 'lost' ? lostOf(dispute) : dispute.amountMinor, currency),
      ...numbers(tokens),
      reason: dispute.reason,
      ...(shortfallMinor > 0n && { shortfall: money(shortfallMinor, currency) }),
      ...(creditNoteId !== null && { creditNoteId }),
      ...(creditNoteNumber !== null && { creditNoteNumber }),
    };
    return this.journal.advance(tx, purchase, [{ ...step, details }], {}, actor, at);
  }

  /** Changes the dispute and gives the matter as it is then. */
  async write(tx: Tx, matter: Matter, changes: Partial<Dispute>): Promise<Matter> {
    const { organizationId, id } = matter.dispute;
    await tx.update(Dispute, { organizationId, id }, changes);
    return { ...matter, dispute: { ...matter.dispute, ...changes } };
  }

  /** Appends what was done to the audit trail, with the figures of the dispute after it. */
  record(tx: Tx, action: string, { dispute, actor, at }: Matter): Promise<void> {
    return this.audit.append(tx, {
      action,
      actor,
      subjectType: 'dispute',
      subjectId: dispute.id,
      after: {
        purchaseReferenceId: dispute.purchaseId,
        status: dispute.status,
        amount: { amount: Number(dispute.amountMinor), currency: dispute.currency },
        lostMinor: Number(lostOf(dispute)),
        frozenTokens: Number(dispute.frozenTokens + dispute.frozenBonusTokens),
        voidedTokens: Number(dispute.voidedTokens + dispute.voidedBonusTokens),
        shortfallMinor: Number(dispute.shortfallMinor),
      },
      reason: dispute.reason,
      at,
    });
  }
}

const NO_TOKENS = { tokens: 0n, bonusTokens: 0n };
