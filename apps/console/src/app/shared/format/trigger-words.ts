import type { AutoTopUpInterval, AutoTopUpPolicyView } from '@purser/contracts';
import { formatTokens } from './tokens.js';

const INTERVALS: Record<AutoTopUpInterval, string> = {
  day: 'each day',
  week: 'each week',
  month: 'each month',
};

/** `Below 100,000 tokens`, `Each month on day 15`. */
export function triggerWords({ trigger }: Pick<AutoTopUpPolicyView, 'trigger'>): string {
  if (trigger.kind === 'threshold') return `Below ${formatTokens(trigger.below ?? 0)} tokens`;
  const often = INTERVALS[trigger.interval ?? 'month'];
  const day = trigger.dayOfMonth ? ` on day ${trigger.dayOfMonth}` : '';
  return often.charAt(0).toUpperCase() + often.slice(1) + day;
}
