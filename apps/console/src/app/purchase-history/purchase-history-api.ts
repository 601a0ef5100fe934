import { httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type {
  PageView,
  PurchaseDetailView,
  PurchaseView,
  RefundPreviewView,
} from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';

/** Address of the list of purchases. */
export const PURCHASES_ADDRESS = '/api/tokens/purchase';

const PAGE_ROWS = 25;

/** Reads purchases. The methods make resources inside an injection context. */
@Service()
export class PurchaseHistoryApi {
  private readonly context = inject(OrganizationContext);

  /** The filters with the organization, as the API takes them. */
  params(filters: Record<string, string>): Record<string, string> {
    return { organizationId: this.context.organizationId(), ...filters };
  }

  page(filters: Signal<Record<string, string>>) {
    return httpResource<PageView<PurchaseView>>(() => ({
      url: PURCHASES_ADDRESS,
      params: { ...this.params(filters()), limit: PAGE_ROWS },
    }));
  }

  purchase(referenceId: Signal<string>) {
    return httpResource<PurchaseDetailView>(
      () => `${PURCHASES_ADDRESS}/${encodeURIComponent(referenceId())}`,
    );
  }

  /** What refunding all of a purchase would take; nothing is asked for null. */
  refundPreview(referenceId: Signal<string | null>) {
    return httpResource<RefundPreviewView>(() => {
      const id = referenceId();
      return id ? `${PURCHASES_ADDRESS}/${encodeURIComponent(id)}/refund-preview` : undefined;
    });
  }
}
