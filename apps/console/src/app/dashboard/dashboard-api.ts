import { httpResource } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import type { InvoiceView, LedgerDayView, PageView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';

const ACTIVITY_ROWS = 8;
const INVOICE_ROWS = 4;

/** What the dashboard reads beside the wallet. Call inside an injection context. */
@Service()
export class DashboardApi {
  private readonly context = inject(OrganizationContext);

  /** The latest rows of the ledger, usage rolled up by day. */
  activity() {
    return httpResource<PageView<LedgerDayView>>(() => ({
      url: `/api/tokens/wallet/${this.context.organizationId()}/history`,
      params: { group: 'day', limit: ACTIVITY_ROWS },
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
