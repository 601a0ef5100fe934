import { httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type { NotificationView, PageView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { NOTIFICATIONS_ADDRESS } from '../shared/notifications/notifications-store.js';

const PAGE_ROWS = 25;

/** What the organization was told. `page` makes a resource inside an injection context. */
@Service()
export class InboxApi {
  private readonly context = inject(OrganizationContext);

  params(filters: Record<string, string>): Record<string, string> {
    return { organizationId: this.context.organizationId(), ...filters };
  }

  page(filters: Signal<Record<string, string>>) {
    return httpResource<PageView<NotificationView>>(() => ({
      url: NOTIFICATIONS_ADDRESS,
      params: { ...this.params(filters()), limit: PAGE_ROWS },
    }));
  }
}
