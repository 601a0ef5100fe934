import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { thresholdWords } from '../shared/format/threshold-words.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { Time } from '../shared/value/time.js';
import { StandingOrdersApi } from '../shared/wallet/standing-orders-api.js';

const SHOWN = 4;

/** The low-balance alerts, those that fired first. */
@Component({
  selector: 'pr-dashboard-alerts',
  imports: [Badge, Empty, Loading, Panel, ProblemNote, RouterLink, Time, TokensPipe],
  template: `
    <pr-panel heading="Low-balance alerts">
      <a panelAction class="small" [routerLink]="['/o', context.organizationId(), 'alerts']">{{
        all()
      }}</a>
      @if (list.error(); as error) {
        <div class="body">
          <pr-problem [error]="error" what="The list of alerts" (retried)="list.reload()" />
        </div>
      } @else if (!list.hasValue()) {
        <pr-loading what="alerts" shape="table" [lines]="3" />
      } @else {
        <ul class="list">
          @for (alert of rows(); track alert.id) {
            <li>
              <span class="grow">
                <a
                  class="medium plain title"
                  [routerLink]="['/o', context.organizationId(), 'alerts']"
                  [queryParams]="{ alert: alert.id }"
                  >{{ alert.words }}</a
                >
                @if (alert.mark !== null && alert.kind !== 'tokens') {
                  <span class="muted small block">{{ alert.mark | tokens }} tokens</span>
                }
              </span>
              @if (alert.state === 'fired') {
                <pr-badge tone="warning" icon="bell"
                  >Fired
                  @if (alert.firedAt; as at) {
                    <pr-time [at]="at" />
                  }
                </pr-badge>
              } @else {
                <pr-badge icon="circle-dot">Armed</pr-badge>
              }
            </li>
          } @empty {
            <li class="none">
              <pr-empty
                icon="bell"
                heading="No alerts"
                sentence="Nobody is told when the balance falls."
              >
                @if (context.can('tokens.configure')) {
                  <a
                    class="btn outlined small"
                    [routerLink]="['/o', context.organizationId(), 'alerts']"
                    [queryParams]="{ alert: 'new' }"
                    >Add an alert</a
                  >
                }
              </pr-empty>
            </li>
          }
        </ul>
      }
    </pr-panel>
  `,
  styles: `
    .list {
      margin-top: 8px;
    }
    .none {
      justify-content: center;
    }
  `,
})
export class AlertsPanel {
  protected readonly context = inject(OrganizationContext);
  protected readonly list = inject(StandingOrdersApi).alerts();

  protected readonly rows = computed(() =>
    (this.list.hasValue() ? this.list.value().data : [])
      .toSorted((a, b) => Number(b.state === 'fired') - Number(a.state === 'fired'))
      .slice(0, SHOWN)
      .map((alert) => ({ ...alert, words: thresholdWords(alert) })),
  );
  protected readonly all = computed(() => {
    const count = this.list.hasValue() ? this.list.value().data.length : 0;
    return count > SHOWN ? `All ${count}` : 'All';
  });

  constructor() {
    onLive(['notification', 'purchase'], () => this.list.reload());
  }
}
