import type { AutoTopUpInterval, AutoTopUpTrigger, MoneyView } from '@purser/contracts';
import { CUSTOM_TOKENS } from '@purser/packages';
import { InvalidRequest } from '@purser/platform';
import type { AutoTopUpPolicy } from './auto-topup-policy.entity.js';

export const DEFAULT_COOL_DOWN_MINUTES = 0;

/** A policy as a person defines it. */
export interface PolicyDefinition {
  readonly trigger: AutoTopUpTrigger;
  readonly packageId?: string;
  readonly tokens?: number;
  readonly monthlyLimit: MoneyView;
  /** Ours or the provider's. */
  readonly paymentMethodId: string;
  readonly coolDownMinutes?: number;
}

/** The columns that a definition decides by itself. */
export type DefinedColumns = Pick<
  AutoTopUpPolicy,
  | 'trigger'
  | 'belowTokens'
  | 'scheduleInterval'
  | 'scheduleDayOfMonth'
  | 'packageId'
  | 'incrementTokens'
  | 'monthlyLimitMinor'
  | 'currency'
  | 'coolDownMinutes'
>;

/** Reads a definition. @throws InvalidRequest its parts do not go together */
export function definedColumns(definition: PolicyDefinition): DefinedColumns {
  const { packageId, tokens, monthlyLimit, coolDownMinutes } = definition;
  if ((packageId === undefined) === (tokens === undefined)) {
    throw fault(
      packageId === undefined ? '/packageId' : '/tokens',
      packageId === undefined ? 'or tokens must be given' : 'or packageId, not both',
    );
  }
  if (tokens !== undefined && (tokens < CUSTOM_TOKENS.least || tokens > CUSTOM_TOKENS.most)) {
    throw fault('/tokens', `must be from ${CUSTOM_TOKENS.least} to ${CUSTOM_TOKENS.most}`);
  }
  return {
    ...triggerColumns(definition.trigger),
    packageId: packageId ?? null,
    incrementTokens: tokens === undefined ? null : BigInt(tokens),
    monthlyLimitMinor: BigInt(monthlyLimit.amount),
    currency: monthlyLimit.currency,
    coolDownMinutes: coolDownMinutes ?? DEFAULT_COOL_DOWN_MINUTES,
  };
}

function triggerColumns(trigger: AutoTopUpTrigger) {
  const { kind, below, interval, dayOfMonth } = trigger;
  if (kind === 'threshold') {
    if (below === undefined) throw fault('/trigger/below', 'is needed for a threshold');
    if (interval !== undefined) throw fault('/trigger/interval', 'goes with a schedule only');
    if (dayOfMonth !== undefined) throw fault('/trigger/dayOfMonth', 'goes with a schedule only');
    return { trigger: kind, belowTokens: BigInt(below), ...NO_SCHEDULE };
  }
  if (interval === undefined) throw fault('/trigger/interval', 'is needed for a schedule');
  if (below !== undefined) throw fault('/trigger/below', 'goes with a threshold only');
  if (dayOfMonth !== undefined && interval !== 'month') {
    throw fault('/trigger/dayOfMonth', 'goes with the interval month only');
  }
  return {
    trigger: kind,
    belowTokens: null,
    scheduleInterval: interval,
    scheduleDayOfMonth: dayOfMonth ?? null,
  };
}

const NO_SCHEDULE: {
  scheduleInterval: AutoTopUpInterval | null;
  scheduleDayOfMonth: number | null;
} = { scheduleInterval: null, scheduleDayOfMonth: null };

const fault = (pointer: string, detail: string) => new InvalidRequest([{ pointer, detail }]);
