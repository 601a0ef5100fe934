import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { ThresholdListView, ThresholdView } from '@purser/contracts';
import {
  type Actor,
  Clock,
  newId,
  NotFound,
  PreconditionFailed,
  PublicIds,
  type Tx,
  UnitOfWork,
  type Versioned,
} from '@purser/platform';
import { accepts } from '../accepts.js';
import { AddressBook } from '../recipients/address-book.js';
import {
  definedColumns,
  type DefinedColumns,
  type ThresholdDefinition,
} from './threshold-definition.js';
import { ThresholdEvaluation } from './threshold-evaluation.js';
import { Threshold } from './threshold.entity.js';
import { TooManyThresholds } from './threshold.errors.js';
import { auditSummary, eTagOf, recentCrossings, thresholdView } from './to-threshold-view.js';

/** Thresholds of one organization; a debit looks at their marks. */
export const MOST_THRESHOLDS = 20;

/** A threshold with the ETag of its version. */
export type VersionedThreshold = Versioned<ThresholdView>;

/** What people do with thresholds. */
@Injectable()
export class Thresholds {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly publicIds: PublicIds,
    private readonly addresses: AddressBook,
    private readonly evaluation: ThresholdEvaluation,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Adds a threshold, armed; one that is crossed already fires at once.
   *
   * @throws InvalidRequest, NotFound a recipient can be nobody's address
   * @throws TooManyThresholds
   */
  async create(
    organizationId: string,
    definition: ThresholdDefinition,
    actor: Actor,
  ): Promise<VersionedThreshold> {
    const columns = definedColumns(definition);
    const at = this.clock.now();
    const id = newId(at);
    await this.publicIds.register(id, organizationId, 'threshold');
    return this.unitOfWork.run(organizationId, async (tx) => {
      await this.checkIn(tx, columns);
      await tx.insert(Threshold, draftOf(tx, id, columns, actor, at));
      await this.evaluation.evaluateIn(tx);
      const created = await this.found(tx, id);
      await this.record(tx, 'threshold.created', actor, null, created);
      return versioned(tx, created);
    });
  }

  /** What {@link create} would refuse; gives the threshold as it would be kept. */
  async draft(tx: Tx, definition: ThresholdDefinition, actor: Actor): Promise<Threshold> {
    const columns = definedColumns(definition);
    await this.addresses.check(tx, columns.recipients, '/recipients');
    await assertRoom(tx);
    const at = this.clock.now();
    return draftOf(tx, newId(at), columns, actor, at);
  }

  /** Every threshold with its last crossings, oldest first. */
  list(organizationId: string): Promise<ThresholdListView> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const rows = await tx.find(Threshold, { where: { organizationId }, order: { id: 'ASC' } });
      const crossings = await recentCrossings(tx);
      const { availableTokens } = await this.evaluation.look(tx);
      return {
        data: rows.map((row) => thresholdView(row, crossings.get(row.id) ?? [])),
        nextCursor: null,
        available: Number(availableTokens),
        limit: MOST_THRESHOLDS,
      };
    });
  }

  /**
   * Replaces a threshold. Another kind or value makes it a new one: armed, and fired at once where it
   * is crossed already.
   *
   * @param ifMatch the ETag that the change was made from, or null to overwrite whatever is there
   * @throws NotFound, PreconditionFailed, InvalidRequest
   */
  change(
    organizationId: string,
    id: string,
    definition: ThresholdDefinition,
    ifMatch: string | null,
    actor: Actor,
  ): Promise<VersionedThreshold> {
    const columns = definedColumns(definition);
    const at = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      const before = await this.locked(tx, id, ifMatch);
      await this.addresses.check(tx, columns.recipients, '/recipients');
      const isAnother = before.kind !== columns.kind || before.value !== columns.value;
      const state = isAnother ? ('armed' as const) : before.state;
      const version = before.version + 1;
      // Days of runway keep their mark for a day: with another band it is counted anew.
      const refreshAt = columns.kind === 'runwayDays' ? at : null;
      const changed = { ...columns, state, version, refreshAt, updatedAt: at };
      await tx.update(Threshold, { organizationId, id }, changed);
      // The mark is set again, which tells where the wallet is below it already.
      if (isAnother) await this.evaluation.forget(tx, id);
      if (isAnother) await tx.update(Threshold, { organizationId, id }, NO_MARKS);
      await this.evaluation.evaluateIn(tx);
      const after = await this.found(tx, id);
      await this.record(tx, 'threshold.changed', actor, before, after);
      return versioned(tx, after);
    });
  }

  /** Removes a threshold; what it told stays. @throws NotFound, PreconditionFailed */
  remove(organizationId: string, id: string, ifMatch: string | null, actor: Actor): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const before = await this.locked(tx, id, ifMatch);
      await this.evaluation.forget(tx, id);
      await tx.delete(Threshold, { organizationId, id });
      await this.record(tx, 'threshold.removed', actor, before, null);
    });
  }

  private async checkIn(tx: Tx, { recipients }: DefinedColumns): Promise<void> {
    // Two who add the last one at once must not both succeed.
    await tx.query(
      'SELECT organization_id FROM organizations WHERE organization_id = $1 FOR NO KEY UPDATE',
      [tx.organizationId],
    );
    await this.addresses.check(tx, recipients, '/recipients');
    await assertRoom(tx);
  }

  /** All are locked in the order of the evaluation, which follows. */
  private async locked(tx: Tx, id: string, ifMatch: string | null): Promise<Threshold> {
    const all = await tx.find(Threshold, {
      where: { organizationId: tx.organizationId },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    const threshold = all.find((one) => one.id === id);
    if (!threshold) throw new NotFound('There is no such threshold.');
    const eTag = eTagOf(threshold);
    if (!accepts(ifMatch, eTag)) throw new PreconditionFailed(eTag);
    return threshold;
  }

  private found(tx: Tx, id: string): Promise<Threshold> {
    return tx.findOneByOrFail(Threshold, { organizationId: tx.organizationId, id });
  }

  private async record(
    tx: Tx,
    action: string,
    actor: Actor,
    before: Threshold | null,
    after: Threshold | null,
  ): Promise<void> {
    await this.audit.append(tx, {
      action,
      actor,
      subjectType: 'threshold',
      subjectId: (after ?? before)?.id ?? null,
      before: before && auditSummary(before),
      after: after && auditSummary(after),
      at: this.clock.now(),
    });
  }
}

const NO_MARKS = {
  baseTokens: null,
  markTokens: null,
  rearmTokens: null,
  coolDownUntil: null,
  refreshAt: null,
};

function draftOf(tx: Tx, id: string, columns: DefinedColumns, actor: Actor, at: Date): Threshold {
  return {
    organizationId: tx.organizationId,
    id,
    ...columns,
    ...NO_MARKS,
    state: 'armed',
    crossing: 0,
    firedAt: null,
    rearmedAt: null,
    version: 1,
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    createdAt: at,
    updatedAt: at,
  };
}

async function assertRoom(tx: Tx): Promise<void> {
  const count = await tx.countBy(Threshold, { organizationId: tx.organizationId });
  if (count >= MOST_THRESHOLDS) throw new TooManyThresholds(MOST_THRESHOLDS);
}

async function versioned(tx: Tx, row: Threshold): Promise<VersionedThreshold> {
  const crossings = (await recentCrossings(tx)).get(row.id) ?? [];
  return { view: thresholdView(row, crossings), eTag: eTagOf(row) };
}
