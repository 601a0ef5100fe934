import type { ThresholdChannel, ThresholdKind } from '@purser/contracts';
import { InvalidRequest } from '@purser/platform';
import type { Threshold } from './threshold.entity.js';

export const THRESHOLD_KINDS = [
  'tokens',
  'percent',
  'runwayDays',
] as const satisfies ThresholdKind[];

export const THRESHOLD_CHANNELS = [
  'email',
  'in_app',
  'webhook',
] as const satisfies ThresholdChannel[];

const DEFAULT_BAND_PERCENT = 10;
const MOST: Readonly<Record<ThresholdKind, number>> = {
  tokens: Number.MAX_SAFE_INTEGER,
  percent: 100,
  runwayDays: 3_650,
};

/** A threshold as somebody wants it. */
export interface ThresholdDefinition {
  readonly kind: ThresholdKind;
  readonly value: number;
  readonly channels?: ThresholdChannel[];
  readonly recipients?: string[];
  readonly band?: number;
  readonly coolDownMinutes?: number;
}

export type DefinedColumns = Pick<
  Threshold,
  'kind' | 'value' | 'channels' | 'recipients' | 'bandPercent' | 'coolDownMinutes'
>;

/** The columns of a definition. @throws InvalidRequest the value is beyond what its kind can be */
export function definedColumns(definition: ThresholdDefinition): DefinedColumns {
  const { kind, value, channels, recipients, band, coolDownMinutes } = definition;
  if (value > MOST[kind]) {
    throw new InvalidRequest([{ pointer: '/value', detail: `must be at most ${MOST[kind]}` }]);
  }
  return {
    kind,
    value: BigInt(value),
    channels: channels ?? ['email', 'in_app'],
    recipients: recipients ?? [],
    bandPercent: band ?? DEFAULT_BAND_PERCENT,
    coolDownMinutes: coolDownMinutes ?? 0,
  };
}
