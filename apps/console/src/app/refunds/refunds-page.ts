import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { PageView, RefundStatus, RefundView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { REFUND_STATUSES, RefundStatusBadge } from '../shared/badge/refund-status.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { Time } from '../shared/value/time.js';

const ADDRESS = '/api/tokens/refunds';
const PAGE_ROWS = 25;

/** Every refund of every organization. The status and the page stand in the address. */
@Component({
  selector: 'pr-refunds-page',
  imports: [
    DownloadButton,
    Empty,
    Loading,
    MoneyPipe,
    PageHeader,
    ProblemNote,
    RefundStatusBadge,
    RouterLink,
    TableFooter,
    Time,
    TokensPipe,
  ],
  templateUrl: './refunds-page.html',
  styles: `
    .problem {
      display: block;
      margin-bottom: 16px;
    }
    .below-tabs {
      margin-top: 16px;
    }
    .two small {
      max-width: 40ch;
      overflow: hidden;
      text-overflow: ellipsis;
    }
  `,
})
export class RefundsPage {
  private readonly router = inject(Router);

  /** From the address. */
  readonly status = input<string>();
  readonly cursor = input<string>();

  protected readonly address = ADDRESS;
  protected readonly tabs = [
    { status: null, word: 'All' },
    ...Object.entries(REFUND_STATUSES).map(([status, { word }]) => ({ status, word })),
  ];
  protected readonly chosen = computed(() => {
    const status = this.status();
    return status && status in REFUND_STATUSES ? (status as RefundStatus) : null;
  });
  protected readonly filters = computed<Record<string, string>>(() => {
    const status = this.chosen();
    return status ? { status } : {};
  });
  protected readonly page = httpResource<PageView<RefundView>>(() => {
    const cursor = this.cursor();
    const params = { limit: PAGE_ROWS, ...this.filters(), ...(cursor && { cursor }) };
    return { url: ADDRESS, params };
  });
  protected readonly rows = computed(() => (this.page.hasValue() ? this.page.value().data : []));
  protected readonly problem = signal<ProblemReport | null>(null);

  protected older(): void {
    const cursor = this.page.hasValue() ? this.page.value().nextCursor : null;
    if (cursor) this.go(cursor);
  }

  protected newest(): void {
    this.go(null);
  }

  private go(cursor: string | null): void {
    void this.router.navigate([], { queryParams: { cursor }, queryParamsHandling: 'merge' });
  }
}
