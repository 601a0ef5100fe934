import { Component, computed, inject, input, output } from '@angular/core';
import type {
  ForeseenChargeView,
  PackageView,
  PaymentMethodView,
  SubscriptionView,
} from '@purser/contracts';
import { Clock } from '../core/time/clock.js';
import { SubscriptionStatusBadge } from '../shared/badge/subscription-status.js';
import { cardName } from '../shared/format/card.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { formatInstant, zoneCity } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { Stat } from '../shared/page/stat.js';
import { CopyId } from '../shared/value/copy-id.js';

const DAY_MS = 86_400_000;

/** The running subscription: what it buys, when next, since when, with which card. */
@Component({
  selector: 'pr-subscription-panel',
  imports: [CopyId, Icon, MoneyPipe, Panel, Stat, SubscriptionStatusBadge, TokensPipe],
  template: `
    <pr-panel [heading]="name()">
      <pr-subscription-status panelMark [status]="subscription().status" />
      <pr-copy-id panelAction [value]="subscription().id" label="subscription id" />
      <div class="body">
        @if (offer(); as what) {
          <p class="hero">
            {{ what.tokens + what.bonusTokens | tokens
            }}<small
              >tokens for {{ price() ?? what.price | money }} {{ every()
              }}{{ price() ? '' : ', before tax' }}</small
            >
          </p>
        } @else {
          <p class="muted">This package is not offered at this moment.</p>
        }
        <div class="stats">
          <pr-stat label="Next charge" [value]="next().value" [sense]="next().sense" />
          <pr-stat label="Paid period" [value]="period().value" [sense]="period().sense" />
          <pr-stat label="Anchor" [value]="anchor().value" [sense]="anchor().sense" />
        </div>
      </div>
      <footer>
        <pr-icon name="credit-card" />
        <span class="grow" [class.err]="cardFault() !== null">
          {{ card() }}{{ cardFault() ? ', ' + cardFault() : '' }}
        </span>
        @if (changeable()) {
          <button type="button" class="btn small" (click)="cardAsked.emit()">Change card…</button>
        }
      </footer>
    </pr-panel>
  `,
  styles: `
    .hero {
      white-space: normal;
    }
    @media (max-width: 839px) {
      .hero small {
        display: block;
        margin: 0;
        line-height: 20px;
      }
    }
    .stats {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(132px, 1fr));
      gap: 16px 24px;
      margin-top: 20px;
      padding-top: 16px;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
  `,
})
export class SubscriptionPanel {
  private readonly clock = inject(Clock);

  readonly subscription = input.required<SubscriptionView>();
  readonly charges = input.required<readonly ForeseenChargeView[]>();
  readonly packages = input.required<readonly PackageView[]>();
  /** The kept cards; null until they are read. */
  readonly methods = input.required<readonly PaymentMethodView[] | null>();
  readonly changeable = input.required<boolean>();
  readonly cardAsked = output<void>();

  protected readonly offer = computed(() =>
    this.packages().find(({ id }) => id === this.subscription().packageId),
  );
  protected readonly price = computed(
    () =>
      this.charges().find(({ packageId }) => packageId === this.subscription().packageId)?.price
        ?.total,
  );
  protected readonly every = computed(() =>
    this.subscription().interval === 'month' ? 'a month' : 'a year',
  );
  protected readonly name = computed(() => {
    const how = this.subscription().interval === 'month' ? 'monthly' : 'yearly';
    return `${this.offer()?.name ?? 'Subscription'}, ${how}`;
  });
  protected readonly next = computed(() => {
    const { status, nextChargeAt, cancelAtPeriodEnd, nextAttemptAt } = this.subscription();
    if (cancelAtPeriodEnd) return { value: 'None', sense: 'It ends with the paid period' };
    if (status === 'paused') return { value: 'None', sense: 'Paused' };
    const at = nextAttemptAt ?? nextChargeAt;
    if (!at) return { value: 'None', sense: status === 'past_due' ? 'Another card is needed' : '' };
    const sense = `${this.format(at, 'clock')}, ${this.until(at)}`;
    const retry = nextAttemptAt ? 'Another try, ' : '';
    return { value: this.format(at, 'day'), sense: retry + sense };
  });
  protected readonly period = computed(() => {
    const paid = this.subscription().currentPeriod;
    if (!paid) return { value: 'None yet', sense: 'Paid with the first charge' };
    return {
      value: `Until ${this.format(paid.end, 'day')}`,
      sense: `From ${this.format(paid.start, 'day')}`,
    };
  });
  protected readonly anchor = computed(() => {
    const { anchorAt, timeZone } = this.subscription();
    return {
      value: this.format(anchorAt, 'day'),
      sense: `${this.format(anchorAt, 'clock')} in ${zoneCity(timeZone)}`,
    };
  });
  private readonly method = computed(() =>
    this.methods()?.find(({ id }) => id === this.subscription().paymentMethodId),
  );
  protected readonly card = computed(() => {
    if (this.methods() === null) return '';
    const method = this.method();
    if (!method) return 'The card was removed';
    const expires = `${String(method.expMonth).padStart(2, '0')}/${method.expYear}`;
    return `${cardName(method)}, expires ${expires}`;
  });
  /** Why the next charge cannot work with this card; null = it can. */
  protected readonly cardFault = computed(() => {
    const method = this.method();
    if (this.methods() === null) return null;
    if (!method) return 'choose another one before the next charge';
    const next = this.subscription().nextChargeAt;
    const ends = Date.UTC(method.expYear, method.expMonth, 1);
    return next && Date.parse(next) >= ends ? 'before the next charge' : null;
  });

  private until(at: string): string {
    const days = Math.round((Date.parse(at) - this.clock.now()) / DAY_MS);
    if (days <= 0) return 'today';
    return days === 1 ? 'in 1 day' : `in ${days} days`;
  }

  private format(at: string, style: 'day' | 'clock'): string {
    return formatInstant(at, this.subscription().timeZone, style, this.clock.now());
  }
}
