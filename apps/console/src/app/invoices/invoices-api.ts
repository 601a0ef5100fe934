import { httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type { InvoiceView, PageView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';

export const INVOICES_ADDRESS = '/api/tokens/invoices';

const PAGE_ROWS = 25;

/** Invoices and credit notes. The methods make resources inside an injection context. */
@Service()
export class InvoicesApi {
  private readonly context = inject(OrganizationContext);

  /** The filters with the organization, as the API takes them. */
  params(filters: Record<string, string>): Record<string, string> {
    return { organizationId: this.context.organizationId(), ...filters };
  }

  page(filters: Signal<Record<string, string>>) {
    return httpResource<PageView<InvoiceView>>(() => ({
      url: INVOICES_ADDRESS,
      params: { ...this.params(filters()), limit: PAGE_ROWS },
    }));
  }

  invoice(id: Signal<string>) {
    return httpResource<InvoiceView>(() => ({
      url: `${INVOICES_ADDRESS}/${encodeURIComponent(id())}`,
      headers: { Accept: 'application/json' },
    }));
  }
}
