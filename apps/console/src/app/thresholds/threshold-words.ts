import type { ThresholdChannel, ThresholdKind } from '@purser/contracts';

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
