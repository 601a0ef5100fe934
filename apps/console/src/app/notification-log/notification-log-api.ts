import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type { DeliveryAttemptView, DeliveryView, PageView } from '@purser/contracts';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

/** Address of the list of deliveries. */
export const LOG_ADDRESS = '/api/tokens/notifications/deliveries';

const PAGE_ROWS = 50;

/** Reads what people were told, over which channel, and what became of it. */
@Service()
export class NotificationLogApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  /** The filters with the organization, as the API takes them. */
  params(filters: Record<string, string>): Record<string, string> {
    return { organizationId: this.context.organizationId(), ...filters };
  }

  page(filters: Signal<Record<string, string>>) {
    return httpResource<PageView<DeliveryView>>(() => ({
      url: LOG_ADDRESS,
      params: { ...this.params(filters()), limit: PAGE_ROWS },
    }));
  }

  attempts(id: Signal<string | null>) {
    return httpResource<PageView<DeliveryAttemptView>>(() => {
      const known = id();
      return known ? `${LOG_ADDRESS}/${encodeURIComponent(known)}/attempts` : undefined;
    });
  }

  redeliver(id: string): Promise<Outcome<DeliveryView>> {
    const address = `${LOG_ADDRESS}/${encodeURIComponent(id)}/redeliver`;
    return outcomeOf(this.http.post<DeliveryView>(address, null));
  }
}
