import type { ThresholdChannel, ThresholdKind, ThresholdView } from '@purser/contracts';
import { formatTokens } from '../shared/format/tokens.js';

export const KINDS: Record<ThresholdKind, { word: string; unit: string }> = {
  tokens: { word: 'Tokens', unit: 'tokens' },
  percent: { word: 'Percent', unit: '%' },
  runwayDays: { word: 'Runway', unit: 'days' },
};

export const CHANNELS: Record<ThresholdChannel, string> = {
  email: 'E-mail',
  in_app: 'In the console',
  webhook: 'Webhook',
};

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

/** `24 h`, `90 min`, `none`. */
export function minutesInWords(minutes: number): string {
  if (minutes === 0) return 'none';
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/** How a list of channels is written. */
export function channelWords(channels: readonly ThresholdChannel[]): string {
  const words = channels.map((channel) => CHANNELS[channel]);
  const [first, ...rest] = words;
  return first ? [first, ...rest.map((word) => word.toLowerCase())].join(', ') : 'Nobody';
}
