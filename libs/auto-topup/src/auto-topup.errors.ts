import type { AutoTopUpTriggerKind } from '@purser/contracts';
import { DomainError } from '@purser/platform';

/** The organization has a policy of this trigger already. */
export class PolicyExists extends DomainError {
  readonly problem = 'policy-exists';
  constructor(kind: AutoTopUpTriggerKind, policyId: string) {
    super(`The organization has a ${kind} policy: change that one.`, { policyId });
  }
}

/** The monthly limit is in another currency than the organization's. */
export class LimitCurrencyMismatch extends DomainError {
  readonly problem = 'currency-mismatch';
  constructor(given: string, expected: string) {
    super(`The organization pays in ${expected}, the monthly limit is in ${given}.`, {
      given,
      expected,
    });
  }
}
