import { Injectable } from '@nestjs/common';
import type { AutoTopUpCause } from '@purser/contracts';
import { newId, type Tx } from '@purser/platform';
import { AutoTopUpDecision } from '../auto-topup-decision.entity.js';
import type { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';
import type { Judgement, Situation } from './judgement.js';

type Noted = Omit<Judgement, 'verdict' | 'unitMinor'> & {
  readonly verdict: AutoTopUpDecision['verdict'];
  readonly unitMinor?: bigint | null;
};

/** Writes down every evaluation that could have bought. */
@Injectable()
export class DecisionLog {
  async note(
    tx: Tx,
    policy: AutoTopUpPolicy,
    cause: AutoTopUpCause,
    seen: Situation,
    judged: Noted,
    purchaseId: string | null,
  ): Promise<void> {
    await tx.insert(AutoTopUpDecision, {
      organizationId: tx.organizationId,
      id: newId(seen.at),
      policyId: policy.id,
      cause,
      verdict: judged.verdict,
      reason: judged.reason,
      availableTokens: seen.availableTokens,
      belowTokens: policy.belowTokens,
      inFlightTokens: seen.inFlightTokens,
      increments: judged.increments,
      tokens: judged.tokens,
      grossMinor: judged.grossMinor,
      monthLeftMinor: seen.use.leftMinor,
      currency: policy.currency,
      inputs: inputsOf(policy, seen, judged.unitMinor ?? null),
      purchaseId,
      decidedAt: seen.at,
    });
  }
}

/** What else the decision rested on; amounts as numbers, since JSON has no bigint. */
function inputsOf(
  policy: AutoTopUpPolicy,
  seen: Situation,
  unitMinor: bigint | null,
): Record<string, unknown> {
  const count = (value: bigint | null) => (value === null ? null : Number(value));
  return {
    trigger: policy.trigger,
    packageId: policy.packageId,
    incrementTokens: count(policy.incrementTokens),
    incrementMinor: count(unitMinor),
    monthlyLimitMinor: Number(policy.monthlyLimitMinor),
    month: seen.month,
    reservedMinor: Number(seen.use.reservedMinor),
    settledMinor: Number(seen.use.settledMinor),
    coolDownUntil: policy.coolDownUntil?.toISOString() ?? null,
    retryAt: policy.retryAt?.toISOString() ?? null,
    nextRunAt: policy.nextRunAt?.toISOString() ?? null,
    consecutiveDeclines: policy.consecutiveDeclines,
    paymentMethodId: policy.paymentMethodId,
    cardAttempts: seen.cardAttempts,
  };
}
