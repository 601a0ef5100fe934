import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import { Organizations } from '@purser/identity';
import { Clock, Outbox, systemActor, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';
import { AutoTopUpResumed, AutoTopUpSuspended } from '../auto-topup.events.js';
import { nextRun } from '../schedule.js';
import { lockedPolicies } from './policy-locks.js';

const ACTOR = systemActor('auto top-up');

export interface SuspensionCause {
  /** A sentence for people. */
  readonly reason: string;
  readonly fingerprint: string | null;
  readonly purchaseId: string | null;
  readonly consecutiveDeclines: number;
}

/** The circuit breaker: a policy whose card does not pay stops, and says so once. */
@Injectable()
export class Suspensions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly organizations: Organizations,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
  ) {}

  /** Suspends a locked policy that is not suspended yet. */
  async suspend(tx: Tx, policy: AutoTopUpPolicy, cause: SuspensionCause): Promise<void> {
    if (policy.suspendedAt !== null) return;
    const at = this.clock.now();
    const { organizationId, id, version } = policy;
    const { reason, fingerprint, purchaseId, consecutiveDeclines } = cause;
    const suspended = {
      suspendedAt: at,
      suspendedFingerprint: fingerprint,
      consecutiveDeclines,
      retryAt: null,
      version: version + 1,
      updatedAt: at,
    };
    await tx.update(AutoTopUpPolicy, { organizationId, id }, suspended);
    await this.outbox.append(
      tx,
      new AutoTopUpSuspended({
        organizationId,
        policyId: id,
        reason,
        consecutiveDeclines,
        purchaseId,
      }),
    );
    await this.audit.append(tx, {
      action: 'auto_topup.suspended',
      actor: ACTOR,
      subjectType: 'auto_topup_policy',
      subjectId: id,
      before: { suspendedAt: null },
      after: { suspendedAt: at.toISOString(), consecutiveDeclines },
      reason,
      at,
    });
  }

  /** The card of a policy is gone: nothing can be bought before another one is set. */
  suspendForMissingCard(organizationId: string, policyId: string): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const policy = (await lockedPolicies(tx)).find(({ id }) => id === policyId);
      if (!policy?.enabled) return;
      const reason = 'The card of the policy was removed. Choose another one.';
      await this.suspendUntilChanged(tx, policy, reason);
    });
  }

  /** Suspends a locked policy that cannot buy as it is; only a change of it takes that back. */
  suspendUntilChanged(tx: Tx, policy: AutoTopUpPolicy, reason: string): Promise<void> {
    const { consecutiveDeclines } = policy;
    const cause = { reason, fingerprint: null, purchaseId: null, consecutiveDeclines };
    return this.suspend(tx, policy, cause);
  }

  /** A person paid at `paidAt`: takes back every suspension of before, and forgets declines. */
  resumeAll(organizationId: string, paidAt: Date): Promise<void> {
    return this.unitOfWork.run(organizationId, (tx) => this.resumeEach(tx, paidAt));
  }

  /** {@link resumeAll} within the caller's transaction. */
  async resumeEach(tx: Tx, paidAt: Date): Promise<void> {
    for (const policy of await lockedPolicies(tx)) {
      const { organizationId, id, suspendedAt, suspendedFingerprint, consecutiveDeclines } = policy;
      if (suspendedAt === null) {
        if (consecutiveDeclines > 0)
          await tx.update(AutoTopUpPolicy, { organizationId, id }, { consecutiveDeclines: 0 });
        continue;
      }
      // News of a payment may be late; and none with another card brings a removed card back.
      if (suspendedAt <= paidAt && suspendedFingerprint !== null)
        await this.resume(tx, policy, 'A payment succeeded.', ACTOR);
    }
  }

  /** Takes back the suspension of a locked policy; a schedule goes on with its next run. */
  async resume(tx: Tx, policy: AutoTopUpPolicy, reason: string, actor: Actor): Promise<void> {
    const { suspendedAt, organizationId, id } = policy;
    if (suspendedAt === null) return;
    const at = this.clock.now();
    const resumed = {
      suspendedAt: null,
      suspendedFingerprint: null,
      consecutiveDeclines: 0,
      retryAt: null,
      nextRunAt: await this.nextRunOf(tx, policy, at),
      updatedAt: at,
    };
    await tx.update(
      AutoTopUpPolicy,
      { organizationId, id },
      { ...resumed, version: policy.version + 1 },
    );
    await this.outbox.append(tx, new AutoTopUpResumed({ organizationId, policyId: id, reason }));
    await this.audit.append(tx, {
      action: 'auto_topup.resumed',
      actor,
      subjectType: 'auto_topup_policy',
      subjectId: id,
      before: { suspendedAt: suspendedAt.toISOString() },
      after: { suspendedAt: null },
      reason,
      at,
    });
  }

  /** The first run of a schedule after `at`; null of a threshold. */
  async nextRunOf(
    tx: Tx,
    policy: Pick<AutoTopUpPolicy, 'scheduleInterval' | 'scheduleDayOfMonth' | 'scheduleAnchorAt'>,
    at: Date,
  ): Promise<Date | null> {
    const { scheduleInterval: interval, scheduleDayOfMonth, scheduleAnchorAt: anchorAt } = policy;
    if (interval === null || anchorAt === null) return null;
    const { timeZone } = await this.organizations.get(tx);
    return nextRun({ interval, dayOfMonth: scheduleDayOfMonth, anchorAt }, timeZone, at);
  }
}
