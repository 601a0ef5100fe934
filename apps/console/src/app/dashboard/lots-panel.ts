import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Meter, type MeterPart } from '../shared/meter/meter.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Time } from '../shared/value/time.js';
import type { LotOutlook } from '../shared/wallet/expiry-risk.js';

const SHOWN = 6;

/** The lots in the order they burn, with what is left of each and when it ends. */
@Component({
  selector: 'pr-lots-panel',
  imports: [Badge, Empty, Meter, Panel, RouterLink, Time, TokensPipe],
  template: `
    <pr-panel heading="Lots in burn order">
      @if (rows().length > 0) {
        <ul class="body">
          @for (row of rows(); track row.lot.id) {
            <li>
              <div class="row between nowrap">
                <span class="trunc">
                  @if (row.lot.purchaseReferenceId; as reference) {
                    <a
                      class="medium name"
                      [routerLink]="['/o', context.organizationId(), 'purchases', reference]"
                      >{{ row.lot.label }}</a
                    >
                  } @else {
                    <span class="medium">{{ row.lot.label }}</span>
                  }
                  <pr-badge [tone]="row.free ? 'info' : 'neutral'">{{
                    row.free ? 'Free' : 'Paid'
                  }}</pr-badge>
                </span>
                <span class="nb"
                  >{{ row.lot.remaining | tokens }}
                  <span class="muted">of {{ row.lot.granted | tokens }}</span></span
                >
              </div>
              <pr-meter [parts]="row.parts" [maximum]="row.lot.granted" />
              <p class="row between muted small">
                @if (row.lot.expiresAt; as at) {
                  <span>Expires <pr-time [at]="at" form="day" /></span>
                } @else {
                  <span>Never expires</span>
                }
                @if (row.atRisk > 0) {
                  <span class="warn medium">about {{ row.atRisk | tokens }} may be left</span>
                }
              </p>
            </li>
          }
        </ul>
        @if (hidden() > 0) {
          <footer>and {{ hidden() }} more lots, {{ hiddenTokens() | tokens }} tokens</footer>
        }
      } @else {
        <pr-empty
          icon="coins"
          heading="No tokens"
          sentence="A lot appears here with each purchase or credit."
        />
      }
    </pr-panel>
  `,
  styles: `
    ul {
      display: grid;
      gap: 14px;
    }
    pr-meter {
      margin: 6px 0 4px;
    }
    .name {
      color: inherit;
    }
    pr-badge {
      margin-left: 6px;
    }
  `,
})
export class LotsPanel {
  protected readonly context = inject(OrganizationContext);
  readonly outlooks = input.required<readonly LotOutlook[]>();

  protected readonly rows = computed(() =>
    this.outlooks()
      .slice(0, SHOWN)
      .map(({ lot, atRisk }) => {
        const free = lot.cost.amount === 0;
        const parts: MeterPart[] = [
          { amount: lot.remaining - atRisk, look: free ? 'light' : 'solid' },
          { amount: atRisk, look: 'risk' },
        ];
        return { lot, atRisk, free, parts };
      }),
  );
  protected readonly hidden = computed(() => Math.max(0, this.outlooks().length - SHOWN));
  protected readonly hiddenTokens = computed(() =>
    this.outlooks()
      .slice(SHOWN)
      .reduce((sum, { lot }) => sum + lot.remaining, 0),
  );
}
