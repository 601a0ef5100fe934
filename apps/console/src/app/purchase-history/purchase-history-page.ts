import { Component, computed, inject, input, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import { filter, map } from 'rxjs';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { PurchaseStatusBadge } from '../shared/badge/purchase-status.js';
import { zoneName } from '../shared/format/time.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { RowKeys } from '../shared/table/row-keys.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { CopyId } from '../shared/value/copy-id.js';
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
    CopyId,
    DownloadButton,
    Empty,
    Icon,
    Loading,
    MoneyPipe,
    PageHeader,
    ProblemNote,
    PurchaseStatusBadge,
    RouterLink,
    RouterOutlet,
    RowKeys,
    TableFooter,
    Time,
    TokensPipe,
  ],
  templateUrl: './purchase-history-page.html',
  styleUrl: './purchase-history-page.scss',
})
export class PurchaseHistoryPage {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly api = inject(PurchaseHistoryApi);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly status = input<string>();
  readonly type = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly cursor = input<string>();

  protected readonly address = PURCHASES_ADDRESS;
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
  /** Everything the filters let through, whatever page of it is shown. */
  protected readonly csvParams = computed(() =>
    this.api.params(purchaseParams(this.filters(), this.context.timeZone())),
  );
  protected readonly page = this.api.page(this.params);
  protected readonly rows = computed(() => (this.page.hasValue() ? this.page.value().data : []));
  protected readonly references = computed(() => this.rows().map(({ referenceId }) => referenceId));
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

  protected show(referenceId: string): void {
    void this.router.navigate([referenceId], {
      relativeTo: this.route,
      queryParamsHandling: 'preserve',
    });
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
