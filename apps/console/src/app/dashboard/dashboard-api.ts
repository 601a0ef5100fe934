import { httpResource } from '@angular/common/http';
import { computed, inject, Service, type Signal } from '@angular/core';
import type { ForecastView, InvoiceView, LedgerDayView, PageView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { addDays, localDate, startOfLocalDate } from '../shared/format/time.js';

const ACTIVITY_ROWS = 8;
const INVOICE_ROWS = 4;
const MONTH_ROWS = 200;

/** How many days the picture of the forecast looks back. */
export const PAST_DAYS = 30;

/** What the dashboard reads beside the wallet. Call inside an injection context. */
@Service()
export class DashboardApi {
  private readonly context = inject(OrganizationContext);
  private readonly clock = inject(Clock);
  private readonly monthAgo = computed(() => {
    const zone = this.context.timeZone();
    const first = addDays(localDate(this.clock.now(), zone), -PAST_DAYS);
    return new Date(startOfLocalDate(first, zone)).toISOString();
  });

  /** The latest rows of the ledger, usage rolled up by day. */
  activity() {
    return httpResource<PageView<LedgerDayView>>(() => ({
      url: `/api/tokens/wallet/${this.context.organizationId()}/history`,
      params: { group: 'day', limit: ACTIVITY_ROWS },
    }));
  }

  /** The movements of the last month, by day. */
  lastMonth() {
    return httpResource<PageView<LedgerDayView>>(() => ({
      url: `/api/tokens/wallet/${this.context.organizationId()}/history`,
      params: { group: 'day', limit: MONTH_ROWS, from: this.monthAgo() },
    }));
  }

  /** How the tokens are expected to burn over the next `days` days. */
  forecast(days: Signal<number>) {
    return httpResource<ForecastView>(() => ({
      url: `/api/tokens/wallet/${this.context.organizationId()}/forecast`,
      params: { days: days() },
    }));
  }

  /** The latest invoices and credit notes. */
  invoices() {
    return httpResource<PageView<InvoiceView>>(() => ({
      url: '/api/tokens/invoices',
      params: { organizationId: this.context.organizationId(), limit: INVOICE_ROWS },
    }));
  }
}
