import { Injectable } from '@nestjs/common';
import { OnEvent } from '@purser/platform';
import { TokensExpiring } from '../expiry/expiry.events.js';
import { LowBalanceFired, LowBalanceRecovered } from '../thresholds/threshold.events.js';
import { Announcer } from './announcer.service.js';
import { balanceRecovered, lowBalance, tokensExpiring } from './stories/balance-stories.js';

/** Tells the organization when tokens run low, recover, or are about to expire. */
@Injectable()
export class BalanceNotices {
  constructor(private readonly announcer: Announcer) {}

  @OnEvent(LowBalanceFired, 'notifications.low-balance-fired')
  fired(event: LowBalanceFired, eventId: string): Promise<void> {
    return this.announcer.tell(event.organizationId, eventId, 'low-balance', (_tx, organization) =>
      Promise.resolve(lowBalance(event, organization)),
    );
  }

  @OnEvent(LowBalanceRecovered, 'notifications.low-balance-recovered')
  recovered(event: LowBalanceRecovered, eventId: string): Promise<void> {
    return this.announcer.tell(event.organizationId, eventId, 'low-balance', (_tx, organization) =>
      Promise.resolve(balanceRecovered(event, organization)),
    );
  }

  @OnEvent(TokensExpiring, 'notifications.tokens-expiring')
  expiring(event: TokensExpiring, eventId: string): Promise<void> {
    return this.announcer.tell(event.organizationId, eventId, 'expiry', (_tx, organization) =>
      Promise.resolve(tokensExpiring(event, organization)),
    );
  }
}
