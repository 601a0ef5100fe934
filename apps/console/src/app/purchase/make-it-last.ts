import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { formatMoney } from '../shared/format/money.js';
import { formatInstant } from '../shared/format/time.js';
import { triggerWords } from '../shared/format/trigger-words.js';
import { Icon } from '../shared/icon/icon.js';
import type { IconName } from '../shared/icon/icons.js';
import { Panel } from '../shared/page/panel.js';
import { StandingOrdersApi } from '../shared/wallet/standing-orders-api.js';

interface Offer {
  id: string;
  icon: IconName;
  title: string;
  sense: string;
  /** Page within the organization. */
  page: string;
  verb: string;
  /** Whether it is there already and only looked after. */
  done: boolean;
}

/** After a purchase: what keeps the wallet from running dry, set up or still to be. */
@Component({
  selector: 'pr-make-it-last',
  imports: [Icon, Panel, RouterLink],
  template: `
    @if (offers().length > 0) {
      <pr-panel heading="Make it last">
        <ul class="list">
          @for (offer of offers(); track offer.id) {
            <li>
              <pr-icon [name]="offer.icon" />
              <span class="grow">
                <span class="medium block">{{ offer.title }}</span>
                <span class="muted small">{{ offer.sense }}</span>
              </span>
              <a
                class="btn small"
                [class.outlined]="!offer.done"
                [routerLink]="['/o', context.organizationId(), offer.page]"
                [attr.aria-label]="offer.verb + ': ' + offer.title"
                >{{ offer.verb }}</a
              >
            </li>
          }
        </ul>
      </pr-panel>
    }
  `,
  styles: `
    .list {
      margin-top: 8px;
    }
  `,
})
export class MakeItLast {
  private readonly clock = inject(Clock);
  private readonly api = inject(StandingOrdersApi);
  protected readonly context = inject(OrganizationContext);

  private readonly autoTopUp = this.api.autoTopUp();
  private readonly subscription = this.api.subscription();
  private readonly alerts = this.api.alerts();
  /** Set up for everybody; still to be only for those who may. A list that failed offers nothing. */
  protected readonly offers = computed(() =>
    [this.ofAutoTopUp(), this.ofSubscription(), this.ofAlerts()]
      .filter((offer) => offer !== null)
      .filter(({ done }) => done || this.context.can('tokens.configure')),
  );

  private ofAutoTopUp(): Offer | null {
    if (!this.autoTopUp.hasValue()) return null;
    const base = { id: 'auto-topup', icon: 'zap', page: 'auto-topup' } as const;
    const policy = this.autoTopUp.value().policies.find(({ enabled }) => enabled);
    if (!policy) {
      return {
        ...base,
        title: 'Buy by itself when the balance is low',
        sense: 'Auto top-up, never above a limit a month that you set.',
        verb: 'Set up',
        done: false,
      };
    }
    return {
      ...base,
      title: 'Auto top-up is on',
      sense: `${triggerWords(policy)}, at most ${formatMoney(policy.monthlyLimit)} a month.`,
      verb: 'Review',
      done: true,
    };
  }

  private ofSubscription(): Offer | null {
    if (!this.subscription.hasValue()) return null;
    const { subscription, preview } = this.subscription.value();
    const base = { id: 'subscription', icon: 'repeat', page: 'subscription' } as const;
    const [next] = preview;
    if (subscription && subscription.status !== 'canceled') {
      const day = next && formatInstant(next.chargeAt, subscription.timeZone, 'day', this.now());
      return {
        ...base,
        title: day ? `The subscription renews ${day}` : 'There is a subscription',
        sense: next?.price ? `${formatMoney(next.price.total)} with tax.` : 'No charge is to come.',
        verb: 'Review',
        done: true,
      };
    }
    return {
      ...base,
      title: 'Buy a package each month',
      sense: 'A subscription: pause or cancel it at any time.',
      verb: 'Set up',
      done: false,
    };
  }

  private ofAlerts(): Offer | null {
    if (!this.alerts.hasValue()) return null;
    const count = this.alerts.value().data.length;
    return {
      id: 'alerts',
      icon: 'bell',
      page: 'alerts',
      title:
        count > 0
          ? `${count === 1 ? '1 alert watches' : `${count} alerts watch`} it`
          : 'Be told before it runs out',
      sense:
        count > 0
          ? 'Low-balance alerts, each fires once.'
          : 'A low-balance alert by e-mail and here.',
      verb: count > 0 ? 'Review' : 'Set up',
      done: count > 0,
    };
  }

  private now(): number {
    return this.clock.now();
  }
}
