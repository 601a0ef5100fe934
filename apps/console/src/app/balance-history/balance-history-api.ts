import { HttpClient, httpResource } from '@angular/common/http';
import { inject, resource, Service, type Signal } from '@angular/core';
import type {
  EntryExplanationView,
  LedgerDayView,
  LedgerEntryView,
  PageView,
  ThresholdListView,
} from '@purser/contracts';
import { firstValueFrom } from 'rxjs';
import { OrganizationContext } from '../core/organization/organization-context.js';

/** Filters of the API as it names them; absent ones do not narrow. */
export type HistoryParams = Record<string, string>;

const PAGE_ROWS = 50;
const CHART_PAGE_ROWS = 200;
const CHART_PAGES = 10;

/** The HTTP side of the ledger. The methods make resources inside an injection context. */
@Service()
export class BalanceHistoryApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  /** Address of the ledger, as CSV where asked for it. */
  readonly address = () => `/api/tokens/wallet/${this.context.organizationId()}/history`;

  /** A page of the ledger with usage rolled up by day; nothing while `params` is null. */
  days(params: Signal<HistoryParams | null>) {
    return httpResource<PageView<LedgerDayView>>(() => {
      const asked = params();
      return asked
        ? { url: this.address(), params: { limit: PAGE_ROWS, ...asked, group: 'day' } }
        : undefined;
    });
  }

  /** A page of single entries; nothing while `params` is null. */
  entries(params: Signal<HistoryParams | null>) {
    return httpResource<PageView<LedgerEntryView>>(() => {
      const asked = params();
      return asked ? { url: this.address(), params: { limit: PAGE_ROWS, ...asked } } : undefined;
    });
  }

  /** Everything since an instant, by day, newest first, for the chart. */
  since(from: Signal<string>) {
    return resource<LedgerDayView[], { url: string; from: string }>({
      params: () => ({ url: this.address(), from: from() }),
      loader: ({ params }) => this.collect(params.url, params.from),
    });
  }

  /** The low-balance alerts with their last crossings. */
  thresholds() {
    return httpResource<ThresholdListView>(
      () => `/api/tokens/notifications/thresholds/${this.context.organizationId()}`,
    );
  }

  /** One entry with its lots, purchases and invoices; nothing while there is no id. */
  explanation(entryId: Signal<string | undefined>) {
    return httpResource<EntryExplanationView>(() => {
      const id = entryId();
      return id ? `${this.address()}/${encodeURIComponent(id)}` : undefined;
    });
  }

  private async collect(url: string, from: string): Promise<LedgerDayView[]> {
    const rows: LedgerDayView[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < CHART_PAGES; page += 1) {
      const params: HistoryParams = { group: 'day', limit: String(CHART_PAGE_ROWS), from };
      if (cursor) params['cursor'] = cursor;
      const answer: PageView<LedgerDayView> = await firstValueFrom(
        this.http.get<PageView<LedgerDayView>>(url, { params }),
      );
      rows.push(...answer.data);
      cursor = answer.nextCursor;
      if (!cursor) break;
    }
    return rows;
  }
}
