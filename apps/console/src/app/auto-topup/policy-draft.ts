import type {
  AutoTopUpInterval,
  AutoTopUpPolicyView,
  AutoTopUpTriggerKind,
} from '@purser/contracts';
import { moneyForField, parseMoney } from '../shared/format/parse-money.js';
import { formatTokens, parseTokens } from '../shared/format/tokens.js';
import type { PolicyDefinition } from './auto-topup-api.js';

/** The amount that is chosen beside the packages. */
export const CUSTOM = 'custom';

/** A policy as its fields hold it, all as text. */
export interface PolicyDraft {
  below: string;
  interval: AutoTopUpInterval;
  dayOfMonth: string;
  /** Id of a package, or {@link CUSTOM}. */
  what: string;
  tokens: string;
  limit: string;
  coolDown: string;
  card: string;
}

/** What a draft begins with where nothing is known better. */
export interface DraftDefaults {
  belowTokens: number;
  packageId: string | null;
  limit: string;
  card: string | null;
  dayOfMonth: number;
}

const COOL_DOWN_MINUTES = 60;

/** The fields of a policy. */
export function draftOf(policy: AutoTopUpPolicyView): PolicyDraft {
  const { trigger, packageId, tokens } = policy;
  return {
    below: trigger.below === undefined ? '' : formatTokens(trigger.below),
    interval: trigger.interval ?? 'month',
    dayOfMonth: String(trigger.dayOfMonth ?? 1),
    what: packageId ?? CUSTOM,
    tokens: tokens === null ? '' : formatTokens(tokens),
    limit: moneyForField(policy.monthlyLimit),
    coolDown: String(policy.coolDownMinutes),
    card: policy.paymentMethodId,
  };
}

/** The fields of a policy that is to be made. */
export function firstDraft(defaults: DraftDefaults): PolicyDraft {
  return {
    below: formatTokens(defaults.belowTokens),
    interval: 'month',
    dayOfMonth: String(defaults.dayOfMonth),
    what: defaults.packageId ?? CUSTOM,
    tokens: '',
    limit: defaults.limit,
    coolDown: String(COOL_DOWN_MINUTES),
    card: defaults.card ?? '',
  };
}

/** What the fields say; null while one of them says nothing that can be used. */
export function definitionOf(
  draft: PolicyDraft,
  kind: AutoTopUpTriggerKind,
  currency: string,
): PolicyDefinition | null {
  const below = parseTokens(draft.below);
  const tokens = parseTokens(draft.tokens);
  const monthlyLimit = parseMoney(draft.limit, currency);
  const coolDownMinutes = wholeNumber(draft.coolDown);
  const dayOfMonth = wholeNumber(draft.dayOfMonth);
  if (!monthlyLimit || monthlyLimit.amount < 1 || coolDownMinutes === null || !draft.card) {
    return null;
  }
  const custom = draft.what === CUSTOM;
  if (custom && tokens === null) return null;
  const rest = {
    ...(custom ? { tokens: tokens ?? 0 } : { packageId: draft.what }),
    monthlyLimit,
    paymentMethodId: draft.card,
    coolDownMinutes,
  };
  if (kind === 'threshold') {
    return below === null ? null : { trigger: { kind, below }, ...rest };
  }
  const { interval } = draft;
  if (interval !== 'month') return { trigger: { kind, interval }, ...rest };
  return dayOfMonth === null ? null : { trigger: { kind, interval, dayOfMonth }, ...rest };
}

/** The names of the fields that differ, as the page calls them. */
export function changedFields(before: PolicyDraft, after: PolicyDraft): string[] {
  const words: Record<keyof PolicyDraft, string> = {
    below: 'below',
    interval: 'how often',
    dayOfMonth: 'day',
    what: 'what is bought',
    tokens: 'tokens',
    limit: 'monthly limit',
    coolDown: 'wait',
    card: 'card',
  };
  const names = Object.keys(words) as (keyof PolicyDraft)[];
  return names.filter((name) => before[name] !== after[name]).map((name) => words[name]);
}

/** A whole number that was typed; null when it is none. */
export function wholeNumber(text: string): number | null {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : null;
}
