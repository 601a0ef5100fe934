import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { LotView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Meter, type MeterPart } from '../shared/meter/meter.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Time } from '../shared/value/time.js';
import { burnOrder } from '../shared/wallet/expiry-risk.js';
import { LedgerCheck } from './ledger-check.js';

const SHOWN = 6;

/** The lots in burn order, numbered, with what is held and frozen of each; giving one more time. */
@Component({
  selector: 'pr-support-lots',
  imports: [Badge, Empty, LedgerCheck, Meter, Panel, RouterLink, Time, TokensPipe],
  template: `
    <pr-panel heading="Lots in burn order">
      @if (rows().length > 0) {
        <ol class="body">
          @for (row of rows(); track row.lot.id) {
            <li>
              <div class="row between nowrap">
                <span class="trunc">
                  <span class="muted place">{{ $index + 1 }}.</span>
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
                <span>
                  @if (row.lot.expiresAt; as at) {
                    {{ row.lot.expired ? 'Expired' : 'Expires' }} <pr-time [at]="at" />
                  } @else {
                    Never expires
                  }
                  @if (row.lot.held > 0) {
                    · {{ row.lot.held | tokens }} held
                  }
                  @if (row.lot.frozen > 0) {
                    · {{ row.lot.frozen | tokens }} frozen
                  }
                </span>
                @if (row.lot.expiresAt) {
                  <button
                    type="button"
                    class="btn small"
                    [attr.aria-label]="'Extend ' + row.lot.label + '…'"
                    (click)="extended.emit(row.lot)"
                  >
                    Extend…
                  </button>
                }
              </p>
            </li>
          }
        </ol>
        @if (hidden() > 0) {
          <footer>
            <button type="button" class="btn small" (click)="all.set(true)">
              Show {{ hidden() }} more
            </button>
          </footer>
        }
      } @else {
        <pr-empty
          icon="coins"
          heading="No tokens"
          sentence="A lot appears here with each purchase or credit."
        />
      }
      <footer class="check"><pr-ledger-check /></footer>
    </pr-panel>
  `,
  styles: `
    ol {
      display: grid;
      gap: 14px;
    }
    pr-meter {
      margin: 6px 0 4px;
    }
    .name {
      color: inherit;
    }
    // Its words end where the meter ends, on a line of its own as well.
    li .btn {
      margin: 0 -8px 0 auto;
    }
    .place {
      margin-right: 6px;
    }
    pr-badge {
      margin-left: 6px;
    }
    pr-ledger-check {
      flex: 1;
    }
  `,
})
export class SupportLots {
  protected readonly context = inject(OrganizationContext);

  readonly lots = input.required<readonly LotView[]>();
  /** A lot that is to be given more time. */
  readonly extended = output<LotView>();

  protected readonly all = signal(false);
  private readonly ordered = computed(() =>
    burnOrder(this.lots().filter((lot) => lot.remaining > 0)),
  );
  protected readonly rows = computed(() =>
    this.ordered()
      .slice(0, this.all() ? undefined : SHOWN)
      .map((lot) => {
        const free = lot.cost.amount === 0;
        const parts: MeterPart[] = [
          { amount: lot.remaining - lot.held - lot.frozen, look: free ? 'light' : 'solid' },
          { amount: lot.held + lot.frozen, look: 'hatch' },
        ];
        return { lot, free, parts };
      }),
  );
  protected readonly hidden = computed(() => this.ordered().length - this.rows().length);
}
