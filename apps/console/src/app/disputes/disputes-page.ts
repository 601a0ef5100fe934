import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { DisputeStatus, DisputeView, PageView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { DISPUTE_STATUSES, DisputeStatusBadge } from '../shared/badge/dispute-status.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';

const ADDRESS = '/api/tokens/disputes';
const PAGE_ROWS = 25;

/** Every dispute of every organization. The status and the page stand in the address. */
@Component({
  selector: 'pr-disputes-page',
  imports: [
    CopyId,
    DisputeStatusBadge,
    DownloadButton,
    Empty,
    Loading,
    MoneyPipe,
    PageHeader,
    ProblemNote,
    RouterLink,
    TableFooter,
    Time,
    TokensPipe,
  ],
  templateUrl: './disputes-page.html',
  styles: `
    .problem {
      display: block;
      margin-bottom: 16px;
    }
    .below-tabs {
      margin-top: 16px;
    }
  `,
})
export class DisputesPage {
  private readonly router = inject(Router);

  /** From the address. */
  readonly status = input<string>();
  readonly cursor = input<string>();

  protected readonly address = ADDRESS;
  protected readonly tabs = [
    { status: null, word: 'All' },
    ...Object.entries(DISPUTE_STATUSES).map(([status, { word }]) => ({ status, word })),
  ];
  protected readonly chosen = computed(() => {
    const status = this.status();
    return status && status in DISPUTE_STATUSES ? (status as DisputeStatus) : null;
  });
  protected readonly filters = computed<Record<string, string>>(() => {
    const status = this.chosen();
    return status ? { status } : {};
  });
  protected readonly page = httpResource<PageView<DisputeView>>(() => {
    const cursor = this.cursor();
    const params = { limit: PAGE_ROWS, ...this.filters(), ...(cursor && { cursor }) };
    return { url: ADDRESS, params };
  });
  protected readonly rows = computed(() => (this.page.hasValue() ? this.page.value().data : []));
  protected readonly problem = signal<ProblemReport | null>(null);

  protected words(reason: string): string {
    const words = reason.replaceAll('_', ' ');
    return words.charAt(0).toUpperCase() + words.slice(1);
  }

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
