import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import { money, type Tx } from '@purser/platform';
import { PurchaseJournal, type PurchaseStep } from '../purchase-journal.js';
import { numbers } from '../refunds/refund-words.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import type { Matter } from './dispute-matter.js';
import { Dispute, lostOf } from './dispute.entity.js';

/** What a step moved: no tokens, and the disputed amount, unless it says so. Gross, minor units. */
interface Moved {
  readonly tokens?: bigint;
  readonly bonusTokens?: bigint;
  readonly amountMinor?: bigint;
}

/** Writes a dispute, the step of its purchase, and the audit record of it. */
@Injectable()
export class DisputeJournal {
  constructor(
    private readonly journal: PurchaseJournal,
    private readonly audit: AuditTrail,
  ) {}

  /** Takes the purchase a step further, with the figures of the dispute and those of the step. */
  advance(
    tx: Tx,
    matter: Matter,
    step: Omit<PurchaseStep, 'details'>,
    moved: Moved = {},
  ): Promise<TokenPurchase> {
    const { purchase, dispute, actor, at } = matter;
    const { currency, shortfallMinor, returnedTwiceMinor, creditNoteId, creditNoteNumber } =
      dispute;
    const { tokens = 0n, bonusTokens = 0n, amountMinor = dispute.amountMinor } = moved;
    const details = {
      disputeId: dispute.id,
      amount: money(amountMinor, currency),
      ...numbers({ tokens, bonusTokens }),
      reason: dispute.reason,
      ...(shortfallMinor > 0n && { shortfall: money(shortfallMinor, currency) }),
      ...(returnedTwiceMinor > 0n && { returnedTwice: money(returnedTwiceMinor, currency) }),
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
        amount: money(dispute.amountMinor, dispute.currency),
        lostMinor: Number(lostOf(dispute)),
        frozenTokens: Number(dispute.frozenTokens + dispute.frozenBonusTokens),
        voidedTokens: Number(dispute.voidedTokens + dispute.voidedBonusTokens),
        shortfallMinor: Number(dispute.shortfallMinor),
        returnedTwiceMinor: Number(dispute.returnedTwiceMinor),
      },
      reason: dispute.reason,
      at,
    });
  }
}
