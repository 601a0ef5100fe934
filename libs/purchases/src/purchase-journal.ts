import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { PurchaseEventDetailsView, PurchaseStatus } from '@purser/contracts';
import { newId, Outbox, type Actor, type Tx } from '@purser/platform';
import type { QueryDeepPartialEntity } from 'typeorm';
import { PurchaseEvent } from './purchase-event.entity.js';
import { auditedPurchase } from './purchase-audit.js';
import { PurchaseChanged } from './purchases.events.js';
import { TokenPurchase } from './token-purchase.entity.js';

/** One step of a purchase. */
export interface PurchaseStep {
  /** What happened, for example `payment_started`. */
  readonly type: string;
  readonly to: PurchaseStatus;
  /** One sentence for people. */
  readonly summary: string;
  /** The figures and ids behind the sentence. */
  readonly details?: PurchaseEventDetailsView;
}

/** What a step leaves behind on the purchase, beside its status. */
export type PurchaseChanges = Partial<Omit<TokenPurchase, 'organizationId' | 'id' | 'status'>>;

/** Writes a purchase and, for every transition, its event: the only writer of both. */
@Injectable()
export class PurchaseJournal {
  constructor(
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
  ) {}

  /** The purchase, locked until `tx` ends; null where the organization has no such purchase. */
  lock(tx: Tx, purchaseId: string): Promise<TokenPurchase | null> {
    return tx.findOne(TokenPurchase, {
      where: { organizationId: tx.organizationId, id: purchaseId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Inserts a purchase with its first event and its first audit record. */
  async open(tx: Tx, purchase: TokenPurchase, summary: string, actor: Actor): Promise<void> {
    await tx.insert(TokenPurchase, purchase);
    const step = { type: 'initialized', to: purchase.status, summary };
    await this.append(tx, purchase, 1, null, step, actor, purchase.createdAt);
    await this.announce(tx, purchase);
    await this.record(tx, 'initialized', null, purchase, actor, purchase.createdAt);
  }

  /** {@link advance} by one step of which nothing else tells the audit trail; `reason` is for it. */
  async advanceAudited(
    tx: Tx,
    purchase: TokenPurchase,
    step: PurchaseStep,
    changes: PurchaseChanges,
    actor: Actor,
    at: Date,
    reason: string | null = null,
  ): Promise<TokenPurchase> {
    const after = await this.advance(tx, purchase, [step], changes, actor, at);
    await this.record(tx, step.type, purchase, after, actor, at, reason);
    return after;
  }

  /** Takes a locked purchase through `steps`, in one write, and gives it as it is then. */
  async advance(
    tx: Tx,
    purchase: TokenPurchase,
    steps: readonly [PurchaseStep, ...PurchaseStep[]],
    changes: PurchaseChanges,
    actor: Actor,
    at: Date,
  ): Promise<TokenPurchase> {
    const status = (steps.at(-1) ?? steps[0]).to;
    const after: TokenPurchase = { ...purchase, ...changes, status };
    await this.write(tx, purchase, { ...changes, status });
    let sequence = await lastSequence(tx, purchase.id);
    let from = purchase.status;
    for (const step of steps) {
      sequence += 1;
      await this.append(tx, after, sequence, from, step, actor, at);
      from = step.to;
    }
    await this.announce(tx, after);
    return after;
  }

  /** Notes on a locked purchase what is no transition: the payment's id, the next look. */
  async note(tx: Tx, purchase: TokenPurchase, changes: PurchaseChanges): Promise<TokenPurchase> {
    await this.write(tx, purchase, changes);
    return { ...purchase, ...changes };
  }

  /** Writes to the audit trail that `actor` took a purchase from `before` to `after`. */
  record(
    tx: Tx,
    type: string,
    before: TokenPurchase | null,
    after: TokenPurchase,
    actor: Actor,
    at: Date,
    reason: string | null = null,
  ): Promise<void> {
    return this.audit.append(tx, {
      action: `purchase.${type}`,
      actor,
      subjectType: 'purchase',
      subjectId: after.id,
      before: before && { status: before.status },
      after: auditedPurchase(after),
      reason,
      at,
    });
  }

  private async write(
    tx: Tx,
    { organizationId, id }: TokenPurchase,
    changes: QueryDeepPartialEntity<TokenPurchase>,
  ): Promise<void> {
    await tx.update(TokenPurchase, { organizationId, id }, changes);
  }

  private async append(
    tx: Tx,
    purchase: TokenPurchase,
    sequence: number,
    fromStatus: PurchaseStatus | null,
    step: PurchaseStep,
    actor: Actor,
    at: Date,
  ): Promise<void> {
    const event = {
      organizationId: purchase.organizationId,
      id: newId(at),
      purchaseId: purchase.id,
      sequence,
      type: step.type,
      summary: step.summary,
      fromStatus,
      toStatus: step.to,
      attempt: purchase.attempt,
      actorType: actor.type,
      actorId: actor.id,
      actorName: actor.name,
      requestId: actor.requestId,
      details: step.details ?? null,
      at,
    };
    // The driver's types for insert do not know that jsonb takes any object.
    await tx.insert(PurchaseEvent, event as Parameters<typeof tx.insert<PurchaseEvent>>[1]);
  }

  private async announce(tx: Tx, { organizationId, id, status }: TokenPurchase): Promise<void> {
    const fields = { organizationId, purchaseId: id, referenceId: id, status };
    await this.outbox.append(tx, new PurchaseChanged(fields));
  }
}

async function lastSequence(tx: Tx, purchaseId: string): Promise<number> {
  const { organizationId } = tx;
  return (await tx.maximum(PurchaseEvent, 'sequence', { organizationId, purchaseId })) ?? 0;
}
