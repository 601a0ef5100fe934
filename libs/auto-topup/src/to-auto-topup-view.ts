import type {
  AutoTopUpDecisionView,
  AutoTopUpMonthView,
  AutoTopUpPolicyView,
  AutoTopUpTrigger,
} from '@purser/contracts';
import { actorView, money } from '@purser/platform';
import type { AutoTopUpDecision } from './auto-topup-decision.entity.js';
import type { AutoTopUpPolicy } from './auto-topup-policy.entity.js';
import type { MonthUse } from './charging/monthly-limit.js';

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

export function monthView(
  month: string,
  currency: string,
  limitMinor: bigint,
  use: MonthUse,
): AutoTopUpMonthView {
  return {
    month,
    limit: money(limitMinor, currency),
    spent: money(use.settledMinor, currency),
    reserved: money(use.reservedMinor, currency),
    left: money(use.leftMinor, currency),
  };
}

export function policyView(
  policy: AutoTopUpPolicy,
  month: AutoTopUpMonthView,
): AutoTopUpPolicyView {
  const { actorType: type, actorId: id, actorName: name } = policy;
  return {
    id: policy.id,
    organizationId: policy.organizationId,
    enabled: policy.enabled,
    trigger: triggerView(policy),
    packageId: policy.packageId,
    tokens: policy.incrementTokens === null ? null : Number(policy.incrementTokens),
    monthlyLimit: money(policy.monthlyLimitMinor, policy.currency),
    paymentMethodId: policy.paymentMethodId,
    coolDownMinutes: policy.coolDownMinutes,
    coolDownUntil: instant(policy.coolDownUntil),
    nextRunAt: instant(policy.nextRunAt),
    consecutiveDeclines: policy.consecutiveDeclines,
    retryAt: instant(policy.retryAt),
    suspendedAt: instant(policy.suspendedAt),
    month,
    createdBy: actorView({ type, id, name }),
    createdAt: policy.createdAt.toISOString(),
    updatedAt: policy.updatedAt.toISOString(),
    eTag: eTagOf(policy),
  };
}

/** The version of a policy, as `ETag` and `If-Match` carry it. */
export const eTagOf = ({ version }: AutoTopUpPolicy): string => `"${version}"`;

function triggerView(policy: AutoTopUpPolicy): AutoTopUpTrigger {
  const { trigger: kind, belowTokens, scheduleInterval, scheduleDayOfMonth } = policy;
  return {
    kind,
    ...(belowTokens !== null && { below: Number(belowTokens) }),
    ...(scheduleInterval !== null && { interval: scheduleInterval }),
    ...(scheduleDayOfMonth !== null && { dayOfMonth: scheduleDayOfMonth }),
  };
}

export function decisionView(decision: AutoTopUpDecision): AutoTopUpDecisionView {
  return {
    id: decision.id,
    policyId: decision.policyId,
    cause: decision.cause,
    verdict: decision.verdict,
    reason: decision.reason,
    available: Number(decision.availableTokens),
    below: decision.belowTokens === null ? null : Number(decision.belowTokens),
    inFlight: Number(decision.inFlightTokens),
    increments: decision.increments,
    tokens: Number(decision.tokens),
    total: money(decision.grossMinor, decision.currency),
    monthLeft: money(decision.monthLeftMinor, decision.currency),
    purchaseReferenceId: decision.purchaseId,
    decidedAt: decision.decidedAt.toISOString(),
  };
}

/** What the audit keeps of a policy. */
export function auditSummary(policy: AutoTopUpPolicy): object {
  return {
    enabled: policy.enabled,
    trigger: triggerView(policy),
    packageId: policy.packageId,
    tokens: policy.incrementTokens === null ? null : Number(policy.incrementTokens),
    monthlyLimit: money(policy.monthlyLimitMinor, policy.currency),
    paymentMethodId: policy.paymentMethodId,
    coolDownMinutes: policy.coolDownMinutes,
  };
}
