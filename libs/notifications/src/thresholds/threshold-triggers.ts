import { Injectable } from '@nestjs/common';
import { OnEvent } from '@purser/platform';
import { DisputeWon, PurchaseCompleted, RefundFailed } from '@purser/purchases';
import { ForecastComputed, WalletFellBelow, WalletRose } from '@purser/wallet';
import { ThresholdEvaluation } from './threshold-evaluation.js';

/** What makes us look at thresholds: a wallet that fell, and tokens that came. */
@Injectable()
export class ThresholdTriggers {
  constructor(private readonly evaluation: ThresholdEvaluation) {}

  /** A hint: the balance is looked up. */
  @OnEvent(WalletFellBelow, 'thresholds.wallet-fell-below')
  fellBelow({ organizationId }: WalletFellBelow): Promise<void> {
    return this.evaluation.evaluate(organizationId);
  }

  /** Arms again what the credit recovered, and counts percent anew. */
  @OnEvent(PurchaseCompleted, 'thresholds.purchase-completed')
  credited({ organizationId }: PurchaseCompleted): Promise<void> {
    return this.evaluation.evaluate(organizationId);
  }

  /** A credit that is no purchase arms again as well, also if it is spent by now. */
  @OnEvent(WalletRose, 'thresholds.wallet-rose')
  rose({ organizationId, available, at }: WalletRose): Promise<void> {
    const peak = { at: new Date(at), availableTokens: BigInt(available) };
    return this.evaluation.evaluate(organizationId, peak);
  }

  /** Tokens were given back. */
  @OnEvent(DisputeWon, 'thresholds.dispute-won')
  wonBack({ organizationId }: DisputeWon): Promise<void> {
    return this.evaluation.evaluate(organizationId);
  }

  @OnEvent(RefundFailed, 'thresholds.refund-failed')
  givenBack({ organizationId }: RefundFailed): Promise<void> {
    return this.evaluation.evaluate(organizationId);
  }

  /** Days of runway are other tokens each day. */
  @OnEvent(ForecastComputed, 'thresholds.forecast-computed')
  forecast({ organizationId }: ForecastComputed): Promise<void> {
    return this.evaluation.refresh(organizationId);
  }
}
