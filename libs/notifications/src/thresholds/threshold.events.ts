import type { ThresholdChannel, ThresholdKind } from '@purser/contracts';
import type { DomainEvent } from '@purser/platform';

/** A crossing that is told; amounts in tokens. */
abstract class ThresholdNews implements DomainEvent {
  readonly organizationId: string;
  readonly thresholdId: string;
  /** Counts the falls of the threshold, from 1. */
  readonly crossing: number;
  readonly kind: ThresholdKind;
  /** Tokens, percent, or days. */
  readonly value: number;
  readonly availableTokens: number;
  readonly markTokens: number;
  /** Webhooks are sent only where `webhook` is among them. */
  readonly channels: ThresholdChannel[];
  /** Empty = those of the topic. */
  readonly recipients: string[];
  /** ISO instant. */
  readonly at: string;
  constructor(fields: ThresholdNews) {
    Object.assign(this, fields);
  }
}

/** Available fell below a threshold. Told once per threshold and crossing. */
export class LowBalanceFired extends ThresholdNews {
  static readonly eventName = 'notifications.low-balance-fired';
}

/** Available rose so far above a threshold that it is armed again. Told once per crossing. */
export class LowBalanceRecovered extends ThresholdNews {
  static readonly eventName = 'notifications.low-balance-recovered';
}
