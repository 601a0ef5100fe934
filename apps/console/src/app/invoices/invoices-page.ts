import { Component, computed, inject, input, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import type { InvoiceView } from '@purser/contracts';
import { filter, map } from 'rxjs';
import type { ProblemReport } from '../core/http/problem.js';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { formatMoney } from '../shared/format/money.js';
import { MoneyPipe } from '../shared/format/pipes.js';
import { zoneName } from '../shared/format/time.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { RowKeys } from '../shared/table/row-keys.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { Time } from '../shared/value/time.js';
import { INVOICES_ADDRESS, InvoicesApi } from './invoices-api.js';

type Kind = InvoiceView['kind'];

/** Invoices and credit notes. The kind and the page stand in the address. */
@Component({
  selector: 'pr-invoices-page',
  imports: [
    Badge,
    DownloadButton,
    Empty,
    Loading,
    MoneyPipe,
    PageHeader,
    ProblemNote,
    RouterLink,
    RouterOutlet,
    RowKeys,
    TableFooter,
    Time,
  ],
  templateUrl: './invoices-page.html',
  styles: `
    .tabs {
      margin-bottom: 16px;
    }
    .block {
      margin-bottom: 16px;
    }
  `,
})
export class InvoicesPage {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly api = inject(InvoicesApi);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly kind = input<string>();
  readonly cursor = input<string>();

  protected readonly address = INVOICES_ADDRESS;
  protected readonly tabs: { kind: Kind | null; word: string }[] = [
    { kind: null, word: 'All' },
    { kind: 'invoice', word: 'Invoices' },
    { kind: 'credit_note', word: 'Credit notes' },
  ];
  protected readonly chosen = computed<Kind | null>(() => {
    const kind = this.kind();
    return kind === 'invoice' || kind === 'credit_note' ? kind : null;
  });
  private readonly filters = computed<Record<string, string>>(() => {
    const kind = this.chosen();
    return kind ? { kind } : {};
  });
  private readonly params = computed<Record<string, string>>(() => {
    const cursor = this.cursor();
    return cursor ? { ...this.filters(), cursor } : this.filters();
  });
  protected readonly csvParams = computed(() => this.api.params(this.filters()));
  protected readonly page = this.api.page(this.params);
  protected readonly rows = computed(() => (this.page.hasValue() ? this.page.value().data : []));
  protected readonly ids = computed(() => this.rows().map(({ id }) => id));
  protected readonly nextCursor = computed(() =>
    this.page.hasValue() ? this.page.value().nextCursor : null,
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  /** Net of what is shown: credit notes take away. */
  protected readonly sum = computed(() => {
    const rows = this.rows();
    const currency = rows[0]?.total.currency;
    if (!currency) return '';
    const amount = rows.reduce(
      (all, { kind, total }) => all + (kind === 'invoice' ? total.amount : -total.amount),
      0,
    );
    return formatMoney({ amount, currency });
  });
  /** Id of the invoice that is open beside the list. */
  protected readonly selected = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map(() => this.openId()),
    ),
    { initialValue: this.openId() },
  );
  protected readonly problem = signal<ProblemReport | null>(null);

  constructor() {
    onLive(['purchase'], () => this.page.reload());
  }

  protected open(id: string): void {
    void this.router.navigate([id], {
      relativeTo: this.route,
      queryParamsHandling: 'preserve',
    });
  }

  protected turn(cursor: string | null): void {
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams: { cursor },
      queryParamsHandling: 'merge',
    });
  }

  private openId(): string | null {
    return this.route.snapshot.firstChild?.paramMap.get('invoiceId') ?? null;
  }
}
