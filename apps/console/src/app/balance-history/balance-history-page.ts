import { Component, computed, inject, input, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { PageHeader } from '../shared/page/page-header.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { BalanceHistoryApi } from './balance-history-api.js';
import { BalancePanel, RANGES } from './balance-panel.js';
import { EntryDrawer } from './entry-drawer.js';
import { filterParams, readFilters } from './history-filters.js';
import { type LedgerChange, LedgerPanel } from './ledger-panel.js';

const LONGEST = RANGES[RANGES.length - 1] ?? 120;

/** Every movement of the wallet. Range, filters, page and open entry all stand in the address. */
@Component({
  selector: 'pr-balance-history-page',
  imports: [BalancePanel, DownloadButton, EntryDrawer, LedgerPanel, PageHeader, ProblemNote],
  template: `
    <pr-page-header
      heading="Balance history"
      sentence="Every movement of the wallet. Entries are never changed or deleted."
    >
      <pr-download
        pageAction
        [url]="api.address()"
        [params]="csvParams()"
        [fileName]="context.name() + ' balance history.csv'"
        (failed)="exportProblem.set($event)"
      />
    </pr-page-header>
    <div class="stack">
      @if (exportProblem(); as found) {
        <pr-problem [error]="found" [canRetry]="false" />
      }
      <pr-balance-panel
        [days]="days()"
        (daysChanged)="go({ days: $event === longest ? null : $event })"
        (explained)="go({ entry: $event })"
      />
      <pr-ledger-panel
        [filters]="filters()"
        [by]="by() === 'entry' ? 'entry' : 'day'"
        [cursor]="cursor()"
        [selected]="entry()"
        (changed)="change($event)"
        (opened)="go({ entry: $event })"
      />
    </div>
    @if (entry(); as id) {
      <pr-entry-drawer
        [entryId]="id"
        [hasNewer]="position() > 0"
        [hasOlder]="position() < entryIds().length - 1"
        (stepped)="step($event)"
        (closed)="go({ entry: null })"
      />
    }
  `,
})
export class BalanceHistoryPage {
  private readonly router = inject(Router);
  protected readonly context = inject(OrganizationContext);
  protected readonly api = inject(BalanceHistoryApi);

  /** From the address. */
  readonly range = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly kind = input<string>();
  readonly by = input<string>();
  readonly cursor = input<string>();
  readonly entry = input<string>();

  protected readonly longest = LONGEST;
  protected readonly days = computed(
    () => RANGES.find((range) => String(range) === this.range()) ?? LONGEST,
  );
  protected readonly filters = computed(() => readFilters(this.from(), this.to(), this.kind()));
  /** The ledger with the filters of the page. */
  protected readonly csvParams = computed(() =>
    filterParams(this.filters(), this.context.timeZone()),
  );
  protected readonly exportProblem = signal<ProblemReport | null>(null);
  private readonly ledger = viewChild(LedgerPanel);
  protected readonly entryIds = computed(() => this.ledger()?.entryIds() ?? []);
  /** Where the open entry stands in the table; -1 when it is not on this page of it. */
  protected readonly position = computed(() => this.entryIds().indexOf(this.entry() ?? ''));

  protected change(change: LedgerChange): void {
    void this.navigate(change);
  }

  protected go(change: { days?: number | null; entry?: string | null }): void {
    const { days, ...rest } = change;
    void this.navigate(days === undefined ? rest : { ...rest, range: days });
  }

  protected step(direction: 'newer' | 'older'): void {
    const next = this.entryIds()[this.position() + (direction === 'older' ? 1 : -1)];
    if (next) this.go({ entry: next });
  }

  private navigate(queryParams: Record<string, string | number | null>): Promise<boolean> {
    return this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
