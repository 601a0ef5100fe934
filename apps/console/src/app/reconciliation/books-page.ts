import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import type { BooksView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Panel } from '../shared/page/panel.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { periodParams, readDate } from '../shared/table/period.js';
import { CopyLink } from '../shared/value/copy-link.js';
import { Time } from '../shared/value/time.js';
import { checkWords, detailWords } from './books-words.js';
import { DriftPanel } from './drift-panel.js';

const BOOKS_ADDRESS = '/api/tokens/reports/books';

/** Whether the books of the organization agree, and its whole ledger to take along. */
@Component({
  selector: 'pr-books-page',
  imports: [
    Badge,
    CopyLink,
    DownloadButton,
    DriftPanel,
    Icon,
    Loading,
    PageHeader,
    Panel,
    ProblemNote,
    Time,
  ],
  templateUrl: './books-page.html',
  styleUrl: './books-page.scss',
})
export class BooksPage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** From the address; local dates, both inclusive. */
  readonly from = input<string>();
  readonly to = input<string>();

  protected readonly ledgerAddress = '/api/tokens/reports/ledger';
  protected readonly words = checkWords;
  protected readonly detail = detailWords;
  protected readonly books = httpResource<BooksView>(() => ({
    url: BOOKS_ADDRESS,
    params: { organizationId: this.context.organizationId() },
  }));
  protected readonly found = computed(() => (this.books.hasValue() ? this.books.value() : null));
  /** What does not agree comes first. */
  protected readonly checks = computed(
    () => this.found()?.checks.toSorted((a, b) => Number(a.ok) - Number(b.ok)) ?? [],
  );
  protected readonly failed = computed(() => this.checks().filter(({ ok }) => !ok).length);
  protected readonly period = computed(() => ({
    from: readDate(this.from()),
    to: readDate(this.to()),
  }));
  protected readonly backwards = computed(() => {
    const { from, to } = this.period();
    return from !== null && to !== null && from > to;
  });
  protected readonly ledgerParams = computed((): Record<string, string> => {
    const { from, to } = this.period();
    return {
      organizationId: this.context.organizationId(),
      ...periodParams(from, to, this.context.timeZone()),
    };
  });
  protected readonly ledgerName = computed(() => {
    const { from, to } = this.period();
    return [this.context.name(), 'ledger', from && `from ${from}`, to && `to ${to}`]
      .filter(Boolean)
      .join(' ');
  });
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly problem = signal<ProblemReport | null>(null);

  protected put(name: 'from' | 'to', event: Event): void {
    const value = (event.target as HTMLInputElement).value;
    const queryParams = { [name]: value || null };
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
