import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { AutoTopUpOverviewView, AutoTopUpPolicyView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { PaymentMethods } from '@purser/payments';
import {
  type Actor,
  Clock,
  InvalidRequest,
  newId,
  NotFound,
  PreconditionFailed,
  PublicIds,
  type Tx,
  UnitOfWork,
  type Versioned,
  violatedConstraint,
} from '@purser/platform';
import { Wallets } from '@purser/wallet';
import { AutoTopUpDecision } from './auto-topup-decision.entity.js';
import { AutoTopUpPolicy } from './auto-topup-policy.entity.js';
import { LimitCurrencyMismatch, PolicyExists } from './auto-topup.errors.js';
import { IncrementPrices } from './charging/increment-price.js';
import { MonthlyLimit, type MonthUse } from './charging/monthly-limit.js';
import { lockedPolicies } from './charging/policy-locks.js';
import { Suspensions } from './charging/suspensions.js';
import { monthKey } from './month-key.js';
import { definedColumns, type DefinedColumns, type PolicyDefinition } from './policy-definition.js';
import { auditSummary, decisionView, eTagOf, monthView, policyView } from './to-auto-topup-view.js';

const WATCH = 'auto-topup';
const DECISIONS_SHOWN = 20;

/** A policy with the ETag of its version. */
export type VersionedPolicy = Versioned<AutoTopUpPolicyView>;

/** What people do with policies of auto top-up. */
@Injectable()
export class AutoTopUps {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly publicIds: PublicIds,
    private readonly organizations: Organizations,
    private readonly methods: PaymentMethods,
    private readonly wallets: Wallets,
    private readonly prices: IncrementPrices,
    private readonly limit: MonthlyLimit,
    private readonly suspensions: Suspensions,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Adds a policy, enabled. A threshold that is crossed already buys within seconds.
   *
   * @throws PolicyExists, InvalidRequest, LimitCurrencyMismatch, NotFound
   * @throws NotOffered, AmountTooSmall, AmountTooLarge one increment cannot be sold
   * @throws CardDeclined, PaymentMethodUnusable, PaymentRefused, PaymentProviderUnavailable
   */
  async create(
    organizationId: string,
    definition: PolicyDefinition,
    actor: Actor,
  ): Promise<VersionedPolicy> {
    const columns = await this.checked(organizationId, definition);
    const card = await this.methods.resolve(organizationId, definition.paymentMethodId, actor);
    const at = this.clock.now();
    const id = newId(at);
    await this.publicIds.register(id, organizationId, 'policy');
    try {
      return await this.unitOfWork.run(organizationId, async (tx) => {
        const policy = await this.drafted(tx, id, columns, card.id, actor, at);
        await tx.insert(AutoTopUpPolicy, policy);
        await this.watch(tx, policy);
        await this.record(tx, 'auto_topup.created', actor, null, policy);
        return this.versioned(tx, policy);
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'auto_topup_policies_one_per_trigger') throw error;
      throw await this.existing(organizationId, columns);
    }
  }

  /**
   * What {@link create}, or {@link change} of `policyId`, would refuse, without writing or asking
   * the provider; gives the policy as it would be kept.
   */
  async draft(
    organizationId: string,
    definition: PolicyDefinition,
    actor: Actor,
    policyId: string | null = null,
  ): Promise<AutoTopUpPolicy> {
    const known =
      policyId === null
        ? null
        : await this.unitOfWork.read(organizationId, (tx) => this.found(tx, policyId));
    const columns = await this.checked(organizationId, definition, known);
    const at = this.clock.now();
    return this.unitOfWork.read(organizationId, async (tx) => {
      const fresh = await this.drafted(tx, known?.id ?? newId(at), columns, newId(at), actor, at);
      return known && !isReplanned(known, fresh) ? { ...fresh, nextRunAt: known.nextRunAt } : fresh;
    });
  }

  /** The policies, this month over all of them, and the last decisions. */
  overview(organizationId: string): Promise<AutoTopUpOverviewView> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const { currency } = await this.organizations.get(tx);
      const policies = await tx.find(AutoTopUpPolicy, {
        where: { organizationId },
        order: { id: 'ASC' },
      });
      const month = await this.monthNow(tx);
      const uses: MonthUse[] = [];
      const views: AutoTopUpPolicyView[] = [];
      for (const policy of policies) {
        const use = await this.limit.use(tx, policy, month);
        uses.push(use);
        views.push(
          policyView(policy, monthView(month, policy.currency, policy.monthlyLimitMinor, use)),
        );
      }
      const limit = policies.reduce((sum, { monthlyLimitMinor }) => sum + monthlyLimitMinor, 0n);
      const decisions = await tx.find(AutoTopUpDecision, {
        where: { organizationId },
        order: { id: 'DESC' },
        take: DECISIONS_SHOWN,
      });
      return {
        policies: views,
        month: monthView(month, currency, limit, sumOf(uses)),
        decisions: decisions.map(decisionView),
      };
    });
  }

  /**
   * Replaces a policy; its trigger stays of the same kind. Another card takes back a suspension, and
   * does not wait for what was declined of the one before.
   *
   * @param ifMatch the ETag that the change was made from, or null to overwrite whatever is there
   * @throws PreconditionFailed, and what {@link create} throws
   */
  async change(
    organizationId: string,
    policyId: string,
    definition: PolicyDefinition,
    ifMatch: string | null,
    actor: Actor,
  ): Promise<VersionedPolicy> {
    const known = await this.unitOfWork.read(organizationId, (tx) => this.found(tx, policyId));
    assertVersion(known, ifMatch);
    const columns = await this.checked(organizationId, definition, known);
    const card = await this.methods.resolve(organizationId, definition.paymentMethodId, actor);
    const replaced = await this.methods.known(organizationId, known.paymentMethodId);
    const isAnother = card.fingerprint !== replaced?.fingerprint;
    const at = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      const before = await this.lockedPolicy(tx, policyId);
      assertVersion(before, ifMatch);
      const fresh = await this.drafted(tx, policyId, columns, card.id, actor, at);
      const replanned = isReplanned(before, fresh);
      const after = {
        ...before,
        ...columns,
        paymentMethodId: card.id,
        scheduleAnchorAt: replanned ? fresh.scheduleAnchorAt : before.scheduleAnchorAt,
        nextRunAt: replanned ? fresh.nextRunAt : before.nextRunAt,
        ...(isAnother && { consecutiveDeclines: 0, retryAt: before.retryAt && at }),
        version: before.version + 1,
        updatedAt: at,
      };
      await tx.update(AutoTopUpPolicy, { organizationId, id: policyId }, after);
      await this.record(tx, 'auto_topup.changed', actor, before, after);
      if (after.suspendedAt !== null && card.fingerprint !== after.suspendedFingerprint) {
        await this.suspensions.resume(tx, after, 'Another card was set.', actor);
      }
      await this.watchAgain(tx, after);
      return this.versioned(tx, await this.found(tx, policyId));
    });
  }

  /** @throws NotFound, PreconditionFailed */
  async setEnabled(
    organizationId: string,
    policyId: string,
    enabled: boolean,
    ifMatch: string | null,
    actor: Actor,
  ): Promise<VersionedPolicy> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const before = await this.lockedPolicy(tx, policyId);
      assertVersion(before, ifMatch);
      if (before.enabled === enabled) return this.versioned(tx, before);
      const at = this.clock.now();
      const after = {
        ...before,
        enabled,
        // Runs that came while it was off are not made up for.
        nextRunAt: await this.suspensions.nextRunOf(tx, before, at),
        version: before.version + 1,
        updatedAt: at,
      };
      await tx.update(AutoTopUpPolicy, { organizationId, id: policyId }, after);
      await this.watch(tx, after);
      const action = enabled ? 'auto_topup.enabled' : 'auto_topup.disabled';
      await this.record(tx, action, actor, before, after);
      return this.versioned(tx, after);
    });
  }

  /** Everything that can be refused before the provider is asked. */
  private async checked(
    organizationId: string,
    definition: PolicyDefinition,
    known: AutoTopUpPolicy | null = null,
  ): Promise<DefinedColumns> {
    await this.methods.assertNameable(organizationId, definition.paymentMethodId);
    const columns = definedColumns(definition);
    if (known && known.trigger !== columns.trigger) {
      const detail = `must stay ${known.trigger}: add another policy for the other kind`;
      throw new InvalidRequest([{ pointer: '/trigger/kind', detail }]);
    }
    await this.unitOfWork.read(organizationId, async (tx) => {
      await this.prices.of(tx, columns, 1, this.clock.now());
      const same = await tx.findOneBy(AutoTopUpPolicy, {
        organizationId,
        trigger: columns.trigger,
      });
      if (same && same.id !== known?.id) throw new PolicyExists(columns.trigger, same.id);
      const { currency } = await this.organizations.get(tx);
      if (columns.currency !== currency) {
        throw new LimitCurrencyMismatch(columns.currency, currency);
      }
    });
    return columns;
  }

  private async existing(
    organizationId: string,
    { trigger }: DefinedColumns,
  ): Promise<PolicyExists> {
    const same = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneByOrFail(AutoTopUpPolicy, { organizationId, trigger }),
    );
    return new PolicyExists(trigger, same.id);
  }

  private async drafted(
    tx: Tx,
    id: string,
    columns: DefinedColumns,
    paymentMethodId: string,
    actor: Actor,
    at: Date,
  ): Promise<AutoTopUpPolicy> {
    const scheduleAnchorAt = columns.scheduleInterval === null ? null : at;
    return {
      organizationId: tx.organizationId,
      id,
      ...columns,
      enabled: true,
      scheduleAnchorAt,
      nextRunAt: await this.suspensions.nextRunOf(tx, { ...columns, scheduleAnchorAt }, at),
      paymentMethodId,
      coolDownUntil: null,
      consecutiveDeclines: 0,
      suspendedAt: null,
      suspendedFingerprint: null,
      retryAt: null,
      version: 1,
      actorType: actor.type,
      actorId: actor.id,
      actorName: actor.name,
      createdAt: at,
      updatedAt: at,
    };
  }

  /** A wallet that is short already crosses no mark: set again, the mark tells at once. */
  private async watchAgain(tx: Tx, policy: AutoTopUpPolicy): Promise<void> {
    if (policy.trigger === 'threshold') await this.wallets.watch(tx, WATCH, null);
    await this.watch(tx, policy);
  }

  private watch(tx: Tx, policy: AutoTopUpPolicy): Promise<void> {
    if (policy.trigger !== 'threshold') return Promise.resolve();
    return this.wallets.watch(tx, WATCH, policy.enabled ? policy.belowTokens : null);
  }

  private async lockedPolicy(tx: Tx, policyId: string): Promise<AutoTopUpPolicy> {
    const policy = (await lockedPolicies(tx)).find(({ id }) => id === policyId);
    if (!policy) throw new NotFound('There is no such policy.');
    return policy;
  }

  private async found(tx: Tx, id: string): Promise<AutoTopUpPolicy> {
    const policy = await tx.findOneBy(AutoTopUpPolicy, { organizationId: tx.organizationId, id });
    if (!policy) throw new NotFound('There is no such policy.');
    return policy;
  }

  private async record(
    tx: Tx,
    action: string,
    actor: Actor,
    before: AutoTopUpPolicy | null,
    after: AutoTopUpPolicy,
  ): Promise<void> {
    await this.audit.append(tx, {
      action,
      actor,
      subjectType: 'auto_topup_policy',
      subjectId: after.id,
      before: before && auditSummary(before),
      after: auditSummary(after),
      at: after.updatedAt,
    });
  }

  private async versioned(tx: Tx, policy: AutoTopUpPolicy): Promise<VersionedPolicy> {
    return { view: await this.view(tx, policy), eTag: eTagOf(policy) };
  }

  private async view(tx: Tx, policy: AutoTopUpPolicy): Promise<AutoTopUpPolicyView> {
    const month = await this.monthNow(tx);
    const use = await this.limit.use(tx, policy, month);
    return policyView(policy, monthView(month, policy.currency, policy.monthlyLimitMinor, use));
  }

  private async monthNow(tx: Tx): Promise<string> {
    return monthKey(this.clock.now(), (await this.organizations.get(tx)).timeZone);
  }
}

/** `If-Match` holds one ETag, several, or `*`. */
function assertVersion(policy: AutoTopUpPolicy, ifMatch: string | null): void {
  if (ifMatch === null) return;
  const eTag = eTagOf(policy);
  const accepts = ifMatch.split(',').map((part) => part.trim());
  if (!accepts.includes('*') && !accepts.includes(eTag)) throw new PreconditionFailed(eTag);
}

/** Whether a schedule runs at other times than before. */
function isReplanned(before: AutoTopUpPolicy, after: AutoTopUpPolicy): boolean {
  return (
    before.scheduleInterval !== after.scheduleInterval ||
    before.scheduleDayOfMonth !== after.scheduleDayOfMonth
  );
}

function sumOf(uses: readonly MonthUse[]): MonthUse {
  const sum = (part: (use: MonthUse) => bigint) =>
    uses.reduce((total, use) => total + part(use), 0n);
  return {
    reservedMinor: sum(({ reservedMinor }) => reservedMinor),
    settledMinor: sum(({ settledMinor }) => settledMinor),
    leftMinor: sum(({ leftMinor }) => leftMinor),
  };
}
