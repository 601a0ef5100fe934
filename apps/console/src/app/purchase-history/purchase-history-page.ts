import { Component, computed, inject, input, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import { filter, map } from 'rxjs';
import { Downloads } from '../core/http/downloads.js';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Shortcuts } from '../core/shortcuts.js';
import { Clock } from '../core/time/clock.js';
import { PurchaseStatusBadge } from '../shared/badge/purchase-status.js';
import { zoneName } from '../shared/format/time.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { Time } from '../shared/value/time.js';
import {
  PURCHASE_TYPES,
  type PurchaseFilters,
  purchaseParams,
  readPurchaseFilters,
  STATUS_TABS,
  TYPE_OPTIONS,
} from './purchase-filters.js';
import { PURCHASES_ADDRESS, PurchaseHistoryApi } from './purchase-history-api.js';

/** Every attempt to buy, with what came of it. Filters and page stand in the address. */
@Component({
  selector: 'pr-purchase-history-page',
  imports: [
    Empty,
    Icon,
    Loading,
    MoneyPipe,
    PageHeader,
    ProblemNote,
    PurchaseStatusBadge,
    RouterLink,
    RouterOutlet,
    TableFooter,
    Time,
    TokensPipe,
  ],
  host: { '(document:keydown)': 'stepByKey($event)' },
  templateUrl: './purchase-history-page.html',
  styleUrl: './purchase-history-page.scss',
})
export class PurchaseHistoryPage {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly downloads = inject(Downloads);
  private readonly api = inject(PurchaseHistoryApi);
  private readonly clock = inject(Clock);
  private readonly shortcuts = inject(Shortcuts);
  protected readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly status = input<string>();
  readonly type = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly cursor = input<string>();

  protected readonly tabs = STATUS_TABS;
  protected readonly types = TYPE_OPTIONS;
  protected readonly typeWords = PURCHASE_TYPES;
  protected readonly filters = computed(() =>
    readPurchaseFilters({
      status: this.status(),
      type: this.type(),
      from: this.from(),
      to: this.to(),
    }),
  );
  private readonly params = computed(() => {
    const params = purchaseParams(this.filters(), this.context.timeZone());
    const cursor = this.cursor();
    return cursor ? { ...params, cursor } : params;
  });
  protected readonly page = this.api.page(this.params);
  protected readonly rows = computed(() => (this.page.hasValue() ? this.page.value().data : []));
  protected readonly nextCursor = computed(() =>
    this.page.hasValue() ? this.page.value().nextCursor : null,
  );
  protected readonly filtered = computed(() =>
    Object.values(this.filters()).some((value) => value !== null),
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  /** Reference of the purchase that is open beside the list. */
  protected readonly selected = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map(() => this.openReference()),
    ),
    { initialValue: this.openReference() },
  );
  protected readonly exporting = signal(false);
  protected readonly exportProblem = signal<ProblemReport | null>(null);

  protected put(name: keyof PurchaseFilters, event: Event): void {
    const value = (event.target as HTMLInputElement | HTMLSelectElement).value;
    void this.navigate({ [name]: value || null, cursor: null });
  }

  protected clear(): void {
    void this.navigate({ status: null, type: null, from: null, to: null, cursor: null });
  }

  protected turn(cursor: string | null): void {
    void this.navigate({ cursor });
  }

  protected async exportCsv(): Promise<void> {
    this.exporting.set(true);
    this.exportProblem.set(null);
    const params = this.api.params(purchaseParams(this.filters(), this.context.timeZone()));
    const name = `${this.context.name()} purchases.csv`;
    const outcome = await this.downloads.save(PURCHASES_ADDRESS, 'text/csv', name, params);
    this.exporting.set(false);
    if (!outcome.ok) this.exportProblem.set(outcome.problem);
  }

  protected stepByKey(event: KeyboardEvent): void {
    const by = { j: 1, k: -1 }[event.key.toLowerCase()];
    const selected = this.selected();
    if (!by || !selected || !this.shortcuts.hears(event)) return;
    const ids = this.rows().map((row) => row.referenceId);
    const next = ids[ids.indexOf(selected) + by];
    if (next) {
      void this.router.navigate([next], {
        relativeTo: this.route,
        queryParamsHandling: 'preserve',
      });
    }
  }

  private openReference(): string | null {
    return this.route.snapshot.firstChild?.paramMap.get('referenceId') ?? null;
  }

  private navigate(queryParams: Record<string, string | null>): Promise<boolean> {
    return this.router.navigate([], {
      relativeTo: this.route,
      queryParams,
      queryParamsHandling: 'merge',
    });
  }
}
