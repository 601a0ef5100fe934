import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '@purser/platform';
import { IsNull } from 'typeorm';
import { ReconciliationCase } from './reconciliation-case.entity.js';

export interface NewCase {
  readonly kind:
    | 'late-payment'
    | 'payment-mismatch'
    | 'refund-shortfall'
    | 'refund-beyond-invoice'
    | 'refund-failed'
    | 'dispute-shortfall'
    | 'dispute-reversed';
  readonly subjectType: 'purchase' | 'refund' | 'dispute';
  readonly subjectId: string;
  readonly detail: string;
}

/** Opens cases for people where the books and the provider tell different stories. */
@Injectable()
export class ReconciliationCases {
  /** Opens a case in the caller's transaction, unless one of this kind is known for the subject. */
  async open(tx: Tx, found: NewCase, at: Date): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(ReconciliationCase)
      .values({
        organizationId: tx.organizationId,
        id: newId(at),
        ...found,
        openedAt: at,
        resolvedAt: null,
      })
      .orIgnore()
      .execute();
  }

  /** Says anew what an open case is about; false where there is none. */
  amend(tx: Tx, found: NewCase): Promise<boolean> {
    return this.change(tx, found, {});
  }

  /** Closes an open case whose reason is gone, saying so; false where there is none. */
  close(tx: Tx, found: NewCase, at: Date): Promise<boolean> {
    return this.change(tx, found, { resolvedAt: at });
  }

  /** Whether the organization has a case of this kind that is open. */
  isOpen(tx: Tx, kind: NewCase['kind']): Promise<boolean> {
    const { organizationId } = tx;
    return tx.existsBy(ReconciliationCase, { organizationId, kind, resolvedAt: IsNull() });
  }

  private async change(
    tx: Tx,
    { kind, subjectType, subjectId, detail }: NewCase,
    changes: Partial<ReconciliationCase>,
  ): Promise<boolean> {
    const { organizationId } = tx;
    const open = { organizationId, kind, subjectType, subjectId, resolvedAt: IsNull() };
    const { affected } = await tx.update(ReconciliationCase, open, { ...changes, detail });
    return affected === 1;
  }
}
