import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Meter, type MeterPart } from '../shared/meter/meter.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { TableCsv } from '../shared/table/table-csv.js';
import { Time } from '../shared/value/time.js';
import type { LotOutlook } from '../shared/wallet/expiry-risk.js';

const SHOWN = 6;

type Order = 'expiry' | 'burn';

/**
 * The lots by expiry or in the order they burn, with what is left of each, when it ends and how much
 * of it may be left over then; as a picture, or the same as a table.
 */
@Component({
  selector: 'pr-lots-panel',
  imports: [Badge, Empty, Meter, Panel, RouterLink, TableCsv, Time, TokensPipe],
  templateUrl: './lots-panel.html',
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
    .segmented button {
      height: 26px;
    }
    .table-wrap {
      margin-top: 8px;
    }
    footer {
      justify-content: space-between;
    }
  `,
})
export class LotsPanel {
  protected readonly context = inject(OrganizationContext);

  /** In burn order. */
  readonly outlooks = input.required<readonly LotOutlook[]>();

  protected readonly order = signal<Order>('expiry');
  protected readonly asTable = signal(false);
  protected readonly all = signal(false);
  private readonly ordered = computed(() =>
    this.order() === 'burn'
      ? this.outlooks()
      : this.outlooks().toSorted((a, b) => endOf(a) - endOf(b)),
  );
  protected readonly rows = computed(() =>
    this.ordered()
      .slice(0, this.all() ? undefined : SHOWN)
      .map(({ lot, atRisk }) => {
        const free = lot.cost.amount === 0;
        const parts: MeterPart[] = [
          { amount: lot.remaining - atRisk, look: free ? 'light' : 'solid' },
          { amount: atRisk, look: 'risk' },
        ];
        return { lot, atRisk, free, parts };
      }),
  );
  protected readonly hidden = computed(() => this.outlooks().length - this.rows().length);
  protected readonly risk = computed(() =>
    this.outlooks().reduce((sum, { atRisk }) => sum + atRisk, 0),
  );
}

function endOf({ lot }: LotOutlook): number {
  return lot.expiresAt ? Date.parse(lot.expiresAt) : Number.MAX_SAFE_INTEGER;
}
