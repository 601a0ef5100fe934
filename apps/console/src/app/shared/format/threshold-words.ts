import type { ThresholdView } from '@purser/contracts';
import { formatTokens } from './tokens.js';

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

/** `Below 50,000 tokens`, `Below 20% of 534,311`, `Runway under 14 days`. */
export function thresholdWords({
  kind,
  value,
  base,
}: Pick<ThresholdView, 'kind' | 'value' | 'base'>): string {
  if (kind === 'tokens') return `Below ${formatTokens(value)} tokens`;
  if (kind === 'runwayDays') return `Runway under ${value} ${value === 1 ? 'day' : 'days'}`;
  const of = base === null ? 'what the last credit left' : formatTokens(base);
  return `Below ${percent.format(value / 100)} of ${of}`;
}
