import { Component, computed, inject, input } from '@angular/core';
import type { AutoTopUpMonthView, AutoTopUpPolicyView, MoneyView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { formatMoney } from '../shared/format/money.js';
import { MoneyPipe } from '../shared/format/pipes.js';
import { formatInstant, localDate } from '../shared/format/time.js';
import { Meter, type MeterPart } from '../shared/meter/meter.js';
import { Panel } from '../shared/page/panel.js';

const DECLINES_BEFORE_SUSPENSION = 3;

/** The monthly limit: what is paid, what is being paid, what the next one would take. */
@Component({
  selector: 'pr-month-panel',
  imports: [Meter, MoneyPipe, Panel],
  template: `
    <pr-panel [heading]="name()">
      <span panelAction class="muted small">{{ daysLeft() }}</span>
      <div class="body">
        <p class="row between figures">
          <span class="fig"
            >{{ month().spent | money }}<small>of {{ month().limit | money }}</small></span
          >
          <span class="muted">{{ month().left | money }} left</span>
        </p>
        <pr-meter
          [tall]="true"
          [label]="label()"
          [parts]="parts()"
          [maximum]="month().limit.amount"
        />
        <ul class="legend">
          <li><i class="solid"></i>Paid {{ month().spent | money }}</li>
          @if (month().reserved.amount > 0) {
            <li><i class="hatch"></i>Being paid {{ month().reserved | money }}</li>
          }
          @if (next(); as one) {
            <li>
              <i class="light"></i>Next one {{ one | money }},
              {{ fits() ? 'fits' : 'does not fit' }}
            </li>
          }
        </ul>
        @if (policy(); as shown) {
          <dl class="facts">
            @if (shown.nextRunAt; as at) {
              <dt>Next run</dt>
              <dd>{{ format(at) }}</dd>
            }
            @if (waitsUntil(); as until) {
              <dt>Waits after the last one</dt>
              <dd>until {{ until }}</dd>
            }
            @if (shown.retryAt; as at) {
              <dt>Declined, tried again</dt>
              <dd>{{ format(at) }}</dd>
            }
            <dt>Declines in a row</dt>
            <dd>{{ shown.consecutiveDeclines }} of {{ most }}</dd>
          </dl>
        }
      </div>
    </pr-panel>
  `,
  styles: `
    .figures {
      align-items: baseline;
    }
    pr-meter {
      margin: 12px 0 8px;
    }
    .legend {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 16px;
      font: var(--mat-sys-body-small);
      color: var(--mat-sys-on-surface-variant);
    }
    .legend li {
      display: flex;
      align-items: center;
      gap: 6px;
    }
    .legend i {
      width: 10px;
      height: 10px;
      border-radius: 2px;
      background: var(--mat-sys-primary);
    }
    .legend .light {
      background: color-mix(in srgb, var(--mat-sys-primary) 45%, var(--mat-sys-surface));
    }
    .legend .hatch {
      background: repeating-linear-gradient(
        135deg,
        var(--pr-chart-usage) 0 3px,
        transparent 3px 6px
      );
    }
    dl {
      margin-top: 16px;
    }
  `,
})
export class MonthPanel {
  private readonly clock = inject(Clock);
  private readonly context = inject(OrganizationContext);

  readonly month = input.required<AutoTopUpMonthView>();
  readonly policy = input.required<AutoTopUpPolicyView | null>();
  /** What one top-up costs with tax; null while it is not known. */
  readonly next = input.required<MoneyView | null>();

  protected readonly most = DECLINES_BEFORE_SUSPENSION;
  protected readonly name = computed(() =>
    new Intl.DateTimeFormat(undefined, { month: 'long', timeZone: 'UTC' }).format(
      new Date(`${this.month().month}-15T00:00:00Z`),
    ),
  );
  protected readonly daysLeft = computed(() => {
    const today = localDate(this.clock.now(), this.context.timeZone());
    const [year = 0, month = 0, day = 0] = today.split('-').map(Number);
    const left = new Date(Date.UTC(year, month, 0)).getUTCDate() - day;
    return left === 1 ? '1 day left' : `${left} days left`;
  });
  protected readonly fits = computed(() => (this.next()?.amount ?? 0) <= this.month().left.amount);
  protected readonly parts = computed<MeterPart[]>(() => [
    { amount: this.month().spent.amount, look: 'solid' },
    { amount: this.month().reserved.amount, look: 'hatch' },
    { amount: this.fits() ? (this.next()?.amount ?? 0) : 0, look: 'light' },
  ]);
  protected readonly label = computed(() => {
    const { spent, limit } = this.month();
    return `${formatMoney(spent)} of ${formatMoney(limit)} are paid this month`;
  });
  protected readonly waitsUntil = computed(() => {
    const at = this.policy()?.coolDownUntil;
    return at && Date.parse(at) > this.clock.now() ? this.format(at) : null;
  });
  protected format(at: string): string {
    return formatInstant(at, this.context.timeZone(), 'minute', this.clock.now());
  }
}
