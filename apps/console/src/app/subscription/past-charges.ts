import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { PurchaseStatusBadge } from '../shared/badge/purchase-status.js';
import { MoneyPipe } from '../shared/format/pipes.js';
import { Panel } from '../shared/page/panel.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { Time } from '../shared/value/time.js';
import { SubscriptionApi } from './subscription-api.js';

/** What subscriptions charged so far. */
@Component({
  selector: 'pr-past-charges',
  imports: [Loading, MoneyPipe, Panel, ProblemNote, PurchaseStatusBadge, RouterLink, Time],
  template: `
    <pr-panel heading="Charges so far">
      <a
        panelAction
        class="small"
        [routerLink]="['/o', context.organizationId(), 'purchases']"
        [queryParams]="{ type: 'subscription' }"
        >All</a
      >
      @if (charges.error(); as error) {
        <div class="body">
          <pr-problem [error]="error" what="The list of charges" (retried)="charges.reload()" />
        </div>
      } @else if (charges.hasValue()) {
        <ul class="list">
          @for (charge of charges.value().data; track charge.referenceId) {
            <li>
              <span class="grow">
                <a
                  class="medium plain title"
                  [routerLink]="['/o', context.organizationId(), 'purchases', charge.referenceId]"
                  >{{ charge.label }}</a
                >
                <span class="muted small block"><pr-time [at]="charge.createdAt" /></span>
              </span>
              <pr-purchase-status [status]="charge.status" />
              <span class="medium nb">{{ charge.price.total | money }}</span>
            </li>
          } @empty {
            <li class="muted">Nothing was charged yet.</li>
          }
        </ul>
      } @else {
        <pr-loading what="charges" shape="table" [lines]="3" />
      }
    </pr-panel>
  `,
  styles: `
    .list {
      margin-block: 8px;
    }
    .title {
      color: inherit;
    }
  `,
})
export class PastCharges {
  protected readonly context = inject(OrganizationContext);
  protected readonly charges = inject(SubscriptionApi).pastCharges();

  constructor() {
    onLive(['purchase'], () => this.charges.reload());
  }
}
