import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { formatMoney } from '../shared/format/money.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { addDays, formatInstant, localDate, zoneName } from '../shared/format/time.js';
import { formatSignedTokens, formatTokens, tokensInWords } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Panel } from '../shared/page/panel.js';
import { Stat } from '../shared/page/stat.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { periodParams, readDate } from '../shared/table/period.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { AuditApi } from './audit-api.js';

const DEFAULT_DAYS = 30;

/** What an auditor asks about a period: on the page, and as JSON, CSV and PDF to take along. */
@Component({
  selector: 'pr-compliance-report-page',
  imports: [
    CopyId,
    DownloadButton,
    Empty,
    Icon,
    Loading,
    PageHeader,
    Panel,
    ProblemNote,
    RouterLink,
    Stat,
    Time,
    TokensPipe,
  ],
  templateUrl: './compliance-report-page.html',
  styleUrl: './compliance-report-page.scss',
})
export class ComplianceReportPage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  protected readonly api = inject(AuditApi);
  protected readonly context = inject(OrganizationContext);

  /** From the address; local dates, both inclusive. */
  readonly from = input<string>();
  readonly to = input<string>();

  private readonly today = computed(() => localDate(this.clock.now(), this.context.timeZone()));
  protected readonly period = computed(() => {
    const to = readDate(this.to()) ?? this.today();
    return { from: readDate(this.from()) ?? addDays(to, 1 - DEFAULT_DAYS), to };
  });
  protected readonly params = computed(() =>
    periodParams(this.period().from, this.period().to, this.context.timeZone()),
  );
  protected readonly report = this.api.report(this.params);
  protected readonly found = computed(() => (this.report.hasValue() ? this.report.value() : null));
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly fileName = computed(
    () => `${this.context.name()} compliance ${this.period().from} to ${this.period().to}`,
  );
  protected readonly span = computed(() => {
    const found = this.found();
    if (!found) return '';
    const [zone, now] = [this.context.timeZone(), this.clock.now()];
    const last = new Date(found.to).getTime() - 1;
    return `${formatInstant(found.from, zone, 'day', now)} to ${formatInstant(last, zone, 'day', now)}`;
  });
  protected readonly figures = computed(() => {
    const found = this.found();
    if (!found) return [];
    const { purchases, refunds, adjustments, autoTopUps } = found;
    return [
      {
        label: 'Purchases',
        value: formatMoney(purchases.total),
        sense: `${counted(purchases.count, 'purchase', 'purchases')}, ${tokensInWords(purchases.tokens)}`,
      },
      {
        label: 'Of them by auto top-up',
        value: formatMoney(autoTopUps.total),
        sense: counted(autoTopUps.count, 'purchase', 'purchases'),
      },
      {
        label: 'Refunds',
        value: formatMoney(refunds.total),
        sense: counted(refunds.count, 'refund', 'refunds'),
      },
      {
        label: 'Adjustments',
        value: formatTokens(adjustments.count),
        sense: `${formatSignedTokens(adjustments.creditedTokens)}, ${formatSignedTokens(-adjustments.debitedTokens)} tokens`,
      },
      {
        label: 'Changes of permissions',
        value: formatTokens(found.permissionChanges),
        sense: 'Members, roles and API keys',
      },
      {
        label: 'Audit records',
        value: formatTokens(found.auditRecords),
        sense: 'Written in the period',
      },
    ];
  });
  protected readonly problem = signal<ProblemReport | null>(null);

  protected put(name: 'from' | 'to', event: Event): void {
    const value = (event.target as HTMLInputElement).value;
    const queryParams = { [name]: value || null };
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}

function counted(count: number, one: string, many: string): string {
  return `${formatTokens(count)} ${count === 1 ? one : many}`;
}
