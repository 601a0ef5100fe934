import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { FinanceReportView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { addDays, formatInstant, localDate, zoneName } from '../shared/format/time.js';
import { Meter } from '../shared/meter/meter.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { periodParams, readDate } from '../shared/table/period.js';
import { TableCsv } from '../shared/table/table-csv.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { bridge, lotParts } from './bridge.js';

const REPORT_ADDRESS = '/api/tokens/reports/finance';
const DEFAULT_DAYS = 30;

/** What was paid for tokens and is not earned yet: over a period, in all and lot by lot. */
@Component({
  selector: 'pr-finance-page',
  imports: [
    CopyId,
    DownloadButton,
    Empty,
    Loading,
    Meter,
    MoneyPipe,
    PageHeader,
    Panel,
    ProblemNote,
    RouterLink,
    TableCsv,
    Time,
    TokensPipe,
  ],
  templateUrl: './finance-page.html',
  styleUrl: './finance-page.scss',
})
export class FinancePage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** From the address; local dates, both inclusive. */
  readonly from = input<string>();
  readonly to = input<string>();

  protected readonly address = REPORT_ADDRESS;
  private readonly today = computed(() => localDate(this.clock.now(), this.context.timeZone()));
  protected readonly period = computed(() => {
    const to = readDate(this.to()) ?? this.today();
    return { from: readDate(this.from()) ?? addDays(to, 1 - DEFAULT_DAYS), to };
  });
  protected readonly params = computed((): Record<string, string> => {
    const { from, to } = this.period();
    return {
      organizationId: this.context.organizationId(),
      ...periodParams(from, to, this.context.timeZone()),
    };
  });
  protected readonly report = httpResource<FinanceReportView>(() => ({
    url: REPORT_ADDRESS,
    params: this.params(),
  }));
  protected readonly found = computed(() => (this.report.hasValue() ? this.report.value() : null));
  protected readonly steps = computed(() => {
    const found = this.found();
    return found ? bridge(found.totals) : [];
  });
  protected readonly lots = computed(
    () => this.found()?.lots.map((lot) => ({ lot, parts: lotParts(lot) })) ?? [],
  );
  protected readonly span = computed(() => {
    const found = this.found();
    if (!found) return '';
    const [zone, now] = [this.context.timeZone(), this.clock.now()];
    const last = new Date(found.to).getTime() - 1;
    return `${formatInstant(found.from, zone, 'day', now)} to ${formatInstant(last, zone, 'day', now)}`;
  });
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly lotsName = computed(
    () => `${this.context.name()} lots ${this.period().from} to ${this.period().to}.csv`,
  );
  protected readonly fileName = computed(
    () => `${this.context.name()} journal ${this.period().from} to ${this.period().to}.csv`,
  );
  protected readonly problem = signal<ProblemReport | null>(null);

  protected put(name: 'from' | 'to', event: Event): void {
    const value = (event.target as HTMLInputElement).value;
    const queryParams = { [name]: value || null };
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
