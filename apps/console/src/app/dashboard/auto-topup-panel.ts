import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { formatMoney } from '../shared/format/money.js';
import { MoneyPipe } from '../shared/format/pipes.js';
import { triggerWords } from '../shared/format/trigger-words.js';
import { Meter } from '../shared/meter/meter.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { StandingOrdersApi } from '../shared/wallet/standing-orders-api.js';

/** What auto top-up may still spend this month, and when it acts. */
@Component({
  selector: 'pr-dashboard-auto-topup',
  imports: [Badge, Empty, Loading, Meter, MoneyPipe, Panel, ProblemNote, RouterLink],
  template: `
    <pr-panel heading="Auto top-up">
      @if (state(); as shown) {
        <pr-badge panelMark [tone]="shown.tone" [icon]="shown.icon">{{ shown.word }}</pr-badge>
      }
      <a panelAction class="small" [routerLink]="['/o', context.organizationId(), 'auto-topup']">{{
        context.can('tokens.configure') ? 'Configure' : 'Details'
      }}</a>
      @if (overview.error(); as error) {
        <div class="body">
          <pr-problem [error]="error" what="Auto top-up" (retried)="overview.reload()" />
        </div>
      } @else if (!overview.hasValue()) {
        <pr-loading what="auto top-up" shape="table" [lines]="2" />
      } @else if (month(); as shown) {
        <div class="body">
          <p class="row between">
            <span class="fig"
              >{{ shown.spent | money }}<small>of {{ shown.limit | money }}</small></span
            >
            <span class="muted small">{{ shown.left | money }} left</span>
          </p>
          <pr-meter [label]="label()" [parts]="parts()" [maximum]="shown.limit.amount" />
          @for (policy of running(); track policy.id) {
            <p class="muted small">{{ words(policy) }}</p>
          }
        </div>
      } @else {
        <pr-empty
          icon="zap"
          heading="Nothing is bought by itself"
          sentence="When tokens run out, debits are refused until somebody buys."
        >
          @if (context.can('tokens.configure')) {
            <a
              class="btn outlined small"
              [routerLink]="['/o', context.organizationId(), 'auto-topup']"
              >Set up auto top-up</a
            >
          }
        </pr-empty>
      }
    </pr-panel>
  `,
  styles: `
    pr-meter {
      margin: 10px 0 8px;
    }
  `,
})
export class AutoTopUpPanel {
  protected readonly context = inject(OrganizationContext);
  protected readonly overview = inject(StandingOrdersApi).autoTopUp();
  protected readonly words = triggerWords;

  private readonly policies = computed(() =>
    this.overview.hasValue() ? this.overview.value().policies : [],
  );
  protected readonly running = computed(() => this.policies().filter(({ enabled }) => enabled));
  protected readonly month = computed(() =>
    this.overview.hasValue() && this.policies().length > 0 ? this.overview.value().month : null,
  );
  protected readonly parts = computed(() => [
    { amount: this.month()?.spent.amount ?? 0, look: 'solid' as const },
    { amount: this.month()?.reserved.amount ?? 0, look: 'hatch' as const },
  ]);
  protected readonly label = computed(() => {
    const month = this.month();
    return month
      ? `${formatMoney(month.spent)} of ${formatMoney(month.limit)} are paid this month`
      : '';
  });
  protected readonly state = computed(() => {
    if (this.policies().length === 0) return null;
    if (this.policies().some(({ suspendedAt }) => suspendedAt !== null)) {
      return { word: 'Suspended', tone: 'error' as const, icon: 'ban' as const };
    }
    return this.running().length > 0
      ? { word: 'Enabled', tone: 'ok' as const, icon: 'check' as const }
      : { word: 'Off', tone: 'neutral' as const, icon: 'pause' as const };
  });

  constructor() {
    onLive(['purchase'], () => this.overview.reload());
  }
}
