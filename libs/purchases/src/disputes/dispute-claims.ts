import { Injectable } from '@nestjs/common';
import type { Tx } from '@purser/platform';
import { Wallets } from '@purser/wallet';
import { amountWords } from '../purchase-words.js';
import { ReconciliationCases, type NewCase } from '../reconciliation-cases.js';
import type { Matter } from './dispute-matter.js';
import type { Dispute } from './dispute.entity.js';
import { overpaidOf, owedOf } from './loss-parts.js';
import { lossWords, refundWords, reversedWords } from './loss-words.js';

/** What people have to do about a lost dispute, and whether its wallet may spend until then. */
@Injectable()
export class DisputeClaims {
  constructor(
    private readonly cases: ReconciliationCases,
    private readonly wallets: Wallets,
  ) {}

  /**
   * Opens a case where money is gone that void tokens do not cover. Where tokens were consumed for it
   * the wallet is suspended: a person decides before more are spent.
   */
  async open(tx: Tx, matter: Matter): Promise<void> {
    const { dispute, actor, at } = matter;
    if (owedOf(dispute) === 0n) return;
    await this.cases.open(tx, claimOf(dispute, lossWords(dispute)), at);
    if (dispute.shortfallMinor === 0n) return;
    const owed = amountWords(dispute.shortfallMinor, dispute.currency);
    const reason = `A dispute was lost: ${owed} of consumed tokens are not paid for`;
    await this.wallets.suspend(tx, 'dispute', reason, actor, at);
  }

  /** Says what is owed since money came back; where that is nothing, the claim is over. */
  async follow(tx: Tx, before: Dispute, matter: Matter): Promise<void> {
    const { dispute } = matter;
    const isDealtWith =
      owedOf(dispute) < owedOf(before) && !(await this.shrink(tx, before, matter));
    if (matter.purchase.completedAt === null) return this.ask(tx, matter, refundWords(dispute));
    if (isDealtWith || overpaidOf(dispute) > 0n) await this.ask(tx, matter, reversedWords(dispute));
  }

  /** False where the case about the claim was closed by somebody. */
  private async shrink(tx: Tx, before: Dispute, matter: Matter): Promise<boolean> {
    const { dispute, at } = matter;
    const detail = lossWords(dispute);
    if (owedOf(dispute) > 0n) return this.cases.amend(tx, claimOf(before, detail));
    const over = claimOf(before, `${detail} Nothing is owed for it any more.`);
    if (!(await this.cases.close(tx, over, at))) return false;
    if (before.shortfallMinor > 0n) await this.reactivate(tx, matter);
    return true;
  }

  /** Lifts the suspension unless another dispute claims. */
  private async reactivate(tx: Tx, { actor, at }: Matter): Promise<void> {
    if (await this.cases.isOpen(tx, 'dispute-shortfall')) return;
    await this.wallets.reactivate(tx, 'dispute', actor, at);
    // Another one may have been lost until the wallet was locked.
    if (!(await this.cases.isOpen(tx, 'dispute-shortfall'))) return;
    const reason = 'A dispute was lost: consumed tokens are not paid for';
    await this.wallets.suspend(tx, 'dispute', reason, actor, at);
  }

  /** What came back may be more each time it is heard of: an open case says the whole. */
  private async ask(tx: Tx, { dispute, at }: Matter, detail: string): Promise<void> {
    const found = { kind: 'dispute-reversed' as const, ...subjectOf(dispute), detail };
    await this.cases.open(tx, found, at);
    await this.cases.amend(tx, found);
  }
}

const subjectOf = ({ id }: Dispute) => ({ subjectType: 'dispute' as const, subjectId: id });

/** The case of what is owed; it is of the same kind until nothing is. */
function claimOf(dispute: Dispute, detail: string): NewCase {
  const kind = dispute.shortfallMinor > 0n ? 'dispute-shortfall' : 'refund-beyond-invoice';
  return { kind, ...subjectOf(dispute), detail };
}
