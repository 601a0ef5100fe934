import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { AdjustmentPreviewView, AdjustmentView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import {
  Clock,
  CONFIG,
  InvalidRequest,
  MAX_TOKENS,
  newId,
  NotFound,
  PublicIds,
  UnitOfWork,
  type Actor,
  type PurserConfig,
  type Tx,
} from '@purser/platform';
import { Adjustment } from '../adjustment.entity.js';
import { allocationsOf, allocationViews } from '../allocation.js';
import { LedgerWriter } from '../books/ledger-writer.js';
import type { OpenBooks } from '../books/open-books.js';
import { grantLot } from '../granting.service.js';
import { LedgerEntry } from '../ledger-entry.entity.js';
import { AdjustmentDecided, ApprovalByMaker, ReferenceReused } from '../wallet.errors.js';
import { adjustmentView } from './adjustment-view.js';

export interface AdjustmentRequest {
  /** Signed tokens, not zero. */
  amount: bigint;
  reasonCode: string;
  reason: string;
}

/** Corrections by staff: small ones apply at once, large ones when somebody else approves. */
@Injectable()
export class Adjustments {
  private readonly limitTokens: bigint;

  constructor(
    @Inject(CONFIG) config: PurserConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly publicIds: PublicIds,
    private readonly ledger: LedgerWriter,
    private readonly organizations: Organizations,
    private readonly audit: AuditTrail,
  ) {
    this.limitTokens = BigInt(config.APPROVAL_LIMIT_TOKENS);
  }

  /**
   * Applies an adjustment, or leaves it `pending` above the limit. One that was applied under
   * `effectKey` is given again, however long ago: a request that is sent again adds nothing.
   *
   * @throws InsufficientTokens more would be taken than is available
   * @throws ReferenceReused another amount was applied under `effectKey`
   */
  async propose(
    organizationId: string,
    request: AdjustmentRequest,
    maker: Actor,
    effectKey: string | null = null,
  ): Promise<AdjustmentView> {
    const now = this.clock.now();
    const id = newId(now);
    await this.publicIds.register(id, organizationId, 'adjustment');
    return this.unitOfWork.run(organizationId, (tx) =>
      this.ledger.change(tx, now, async (books) => {
        const { name, currency } = await this.organizations.get(tx);
        const reference = referenceOf(effectKey ?? id);
        const known = await this.appliedAs(tx, reference, request);
        if (known) return adjustmentView(known, name);
        const adjustment = proposed(id, books, request, maker);
        if (!this.needsApproval(request.amount)) {
          const entry = applied(books, adjustment, currency, maker, reference);
          Object.assign(adjustment, {
            status: 'applied',
            entryId: entry.id,
            decidedAt: books.at,
          });
        }
        await tx.insert(Adjustment, adjustment);
        const action = adjustment.status === 'applied' ? 'applied' : 'requested';
        await this.record(tx, action, adjustment, maker, books.at);
        return adjustmentView(adjustment, name);
      }),
    );
  }

  /** What {@link propose} would do; for one above the limit, what its approval would do. */
  preview(
    organizationId: string,
    request: AdjustmentRequest,
    maker: Actor,
  ): Promise<AdjustmentPreviewView> {
    const now = this.clock.now();
    return this.unitOfWork.rehearse(organizationId, (tx) =>
      this.ledger.change(tx, now, async (books): Promise<AdjustmentPreviewView> => {
        const { currency } = await this.organizations.get(tx);
        const entry = applied(books, proposed(newId(now), books, request, maker), currency, maker);
        return {
          dryRun: true,
          status: this.needsApproval(request.amount) ? 'pending' : 'applied',
          amount: Number(entry.amount),
          balanceAfter: Number(entry.balanceAfter),
          availableAfter: Number(entry.availableAfter),
          allocations: allocationViews(allocationsOf(entry.lots, entry.lotAmounts)),
        };
      }),
    );
  }

  /**
   * Applies a pending adjustment.
   *
   * @throws NotFound, AdjustmentDecided, ApprovalByMaker, InsufficientTokens
   */
  approve(
    organizationId: string,
    id: string,
    reason: string | null,
    checker: Actor,
  ): Promise<AdjustmentView> {
    return this.unitOfWork.run(organizationId, (tx) =>
      this.ledger.change(tx, this.clock.now(), async (books) => {
        const adjustment = await this.pending(tx, id);
        if (sameActor(adjustment, checker)) throw new ApprovalByMaker();
        const { name, currency } = await this.organizations.get(tx);
        const maker = makerOf(adjustment, checker.requestId);
        const entry = applied(books, adjustment, currency, maker);
        const decision = { status: 'applied', entryId: entry.id } as const;
        await this.decide(tx, adjustment, decision, reason, checker, books.at);
        await this.record(tx, 'approved', adjustment, checker, books.at);
        return adjustmentView(adjustment, name);
      }),
    );
  }

  /**
   * Refuses a pending adjustment; its maker may take it back this way.
   *
   * @throws NotFound, AdjustmentDecided
   */
  reject(
    organizationId: string,
    id: string,
    reason: string,
    checker: Actor,
  ): Promise<AdjustmentView> {
    const now = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      await this.ledger.lock(tx, now);
      const adjustment = await this.pending(tx, id);
      const { name } = await this.organizations.get(tx);
      const decision = { status: 'rejected', entryId: null } as const;
      await this.decide(tx, adjustment, decision, reason, checker, now);
      await this.record(tx, 'rejected', adjustment, checker, now);
      return adjustmentView(adjustment, name);
    });
  }

  private async appliedAs(
    tx: Tx,
    reference: string,
    { amount }: AdjustmentRequest,
  ): Promise<Adjustment | null> {
    const { organizationId } = tx;
    const entry = await tx.findOneBy(LedgerEntry, { organizationId, reference });
    if (!entry) return null;
    if (entry.amount !== amount) throw new ReferenceReused(reference);
    return tx.findOneByOrFail(Adjustment, { organizationId, entryId: entry.id });
  }

  private needsApproval(amount: bigint): boolean {
    return (amount < 0n ? -amount : amount) > this.limitTokens;
  }

  /** The wallet's lock is held, so nobody decides it meanwhile. */
  private async pending(tx: Tx, id: string): Promise<Adjustment> {
    const { organizationId } = tx;
    const adjustment = await tx.findOneBy(Adjustment, { organizationId, id });
    if (!adjustment) throw new NotFound();
    if (adjustment.status !== 'pending') throw new AdjustmentDecided(adjustment.status);
    return adjustment;
  }

  private async decide(
    tx: Tx,
    adjustment: Adjustment,
    decision: Pick<Adjustment, 'status' | 'entryId'>,
    reason: string | null,
    checker: Actor,
    at: Date,
  ): Promise<void> {
    // Who takes an own proposal back is no second pair of eyes.
    const own = sameActor(adjustment, checker);
    const changes = {
      ...decision,
      checkerType: own ? null : checker.type,
      checkerId: own ? null : checker.id,
      checkerName: own ? null : checker.name,
      decisionReason: reason,
      decidedAt: at,
    };
    const { organizationId, id } = adjustment;
    await tx.update(Adjustment, { organizationId, id }, changes);
    Object.assign(adjustment, changes);
  }

  private record(
    tx: Tx,
    action: 'applied' | 'requested' | 'approved' | 'rejected',
    adjustment: Adjustment,
    actor: Actor,
    at: Date,
  ): Promise<void> {
    const { id, amount, reasonCode, status, entryId, makerName } = adjustment;
    return this.audit.append(tx, {
      action: `adjustment.${action}`,
      actor,
      subjectType: 'adjustment',
      subjectId: id,
      after: { amount: Number(amount), reasonCode, status, entryId, maker: makerName },
      reason: adjustment.decisionReason ?? adjustment.reason,
      at,
    });
  }
}

const referenceOf = (key: string): string => `purser:adjustment:${key}`;

function proposed(
  id: string,
  books: OpenBooks,
  request: AdjustmentRequest,
  maker: Actor,
): Adjustment {
  return Object.assign(new Adjustment(), {
    organizationId: books.organizationId,
    id,
    walletId: books.walletId,
    ...request,
    status: 'pending',
    makerType: maker.type,
    makerId: maker.id,
    makerName: maker.name,
    checkerType: null,
    checkerId: null,
    checkerName: null,
    decisionReason: null,
    entryId: null,
    createdAt: books.at,
    decidedAt: null,
  });
}

/** Moves the tokens: a free lot that never expires, or burnt in burn order. */
function applied(
  books: OpenBooks,
  adjustment: Adjustment,
  currency: string,
  actor: Actor,
  reference = referenceOf(adjustment.id),
): LedgerEntry {
  const { amount, reason, reasonCode } = adjustment;
  if (amount < 0n) {
    return books.post({
      id: newId(books.at),
      kind: 'adjustment',
      direction: 'out',
      allocations: books.allocate(-amount),
      reference,
      actor,
      reason,
      meta: { reasonCode },
    });
  }
  if (books.parts().balance + amount > BigInt(MAX_TOKENS)) {
    throw new InvalidRequest([
      { pointer: '/amount', detail: `would take the balance beyond ${MAX_TOKENS}` },
    ]);
  }
  const lot = {
    kind: 'adjustment',
    source: 'adjustment',
    label: `Adjustment: ${reasonCode}`,
    tokens: amount,
    costMinor: 0n,
    currency,
    expiresAt: null,
    reference,
  } as const;
  return grantLot(books, lot, actor, reason);
}

function sameActor(adjustment: Adjustment, actor: Actor): boolean {
  return adjustment.makerType === actor.type && adjustment.makerId === actor.id;
}

/** Who asked for an adjustment, acting in the request that approved it. */
function makerOf(adjustment: Adjustment, requestId: string | null): Actor {
  const { makerType: type, makerId: id, makerName: name } = adjustment;
  return { type, id, name, requestId, ip: null };
}
