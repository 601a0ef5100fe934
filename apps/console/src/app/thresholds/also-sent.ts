import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { formatInstant, zoneCity } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { ThresholdsApi } from './thresholds-api.js';

const DAY_MS = 86_400_000;
const EXPIRY_DAYS = [30, 7, 1];
const REMINDER_DAYS = 3;

/** What is told without an alert being set, and when that is next. */
@Component({
  selector: 'pr-also-sent',
  imports: [Icon, Panel, RouterLink],
  template: `
    <pr-panel heading="Also told">
      <a
        panelAction
        class="small"
        [routerLink]="['/o', context.organizationId(), 'notifications', 'recipients']"
        >Who is told</a
      >
      <ul class="list">
        <li>
          <pr-icon name="hourglass" />
          <span class="grow">
            <span class="medium">Expiring tokens</span>
            <span class="muted">30, 7 and 1 days before, once per lot</span>
          </span>
          <span class="when">{{ expiry() }}</span>
        </li>
        <li>
          <pr-icon name="repeat" />
          <span class="grow">
            <span class="medium">Renewal</span>
            <span class="muted">3 days before a charge, 09:00 in {{ city() }}</span>
          </span>
          <span class="when">{{ renewal() }}</span>
        </li>
      </ul>
    </pr-panel>
  `,
  styles: `
    .list {
      margin-top: 8px;
    }
    .grow .muted {
      margin-left: 6px;
    }
    @media (max-width: 839px) {
      .grow .muted {
        display: block;
        margin-left: 0;
      }
      .list > li {
        flex-wrap: wrap;
        gap: 2px 12px;
      }
      .grow {
        flex-basis: calc(100% - 28px);
      }
      .when {
        margin-left: 28px;
        white-space: normal;
      }
    }
  `,
})
export class AlsoSent {
  private readonly clock = inject(Clock);
  private readonly store = inject(WalletStore);
  protected readonly context = inject(OrganizationContext);
  private readonly subscription = inject(ThresholdsApi).subscription();

  protected readonly city = computed(() => zoneCity(this.context.timeZone()));
  protected readonly expiry = computed(() => {
    const now = this.clock.now();
    const notices = (this.store.wallet()?.lots ?? [])
      .filter((lot) => lot.remaining > 0 && lot.expiresAt !== null)
      .flatMap((lot) =>
        EXPIRY_DAYS.map((days) => ({
          lot,
          at: Date.parse(lot.expiresAt ?? '') - days * DAY_MS,
        })),
      )
      .filter(({ at }) => at > now)
      .toSorted((a, b) => a.at - b.at);
    const next = notices[0];
    return next ? `Next: ${this.day(next.at)}, ${next.lot.label}` : 'Nothing expires';
  });
  protected readonly renewal = computed(() => {
    const detail = this.subscription.hasValue() ? this.subscription.value() : null;
    const at = detail?.subscription?.nextChargeAt;
    if (!at || detail?.subscription?.cancelAtPeriodEnd) return 'No charge is to come';
    const reminder = Date.parse(at) - REMINDER_DAYS * DAY_MS;
    return reminder > this.clock.now() ? `Next: ${this.day(reminder)}` : 'Told for the next charge';
  });

  private day(at: number): string {
    return formatInstant(at, this.context.timeZone(), 'day', this.clock.now());
  }
}
