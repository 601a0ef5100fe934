import { httpResource } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import type {
  AutoTopUpOverviewView,
  SubscriptionDetailView,
  ThresholdListView,
} from '@purser/contracts';
import { OrganizationContext } from '../../core/organization/organization-context.js';

/** What acts by itself for an organization. The methods make resources in an injection context. */
@Service()
export class StandingOrdersApi {
  private readonly context = inject(OrganizationContext);

  autoTopUp() {
    return httpResource<AutoTopUpOverviewView>(
      () => `/api/tokens/auto-topup/${this.context.organizationId()}`,
    );
  }

  subscription() {
    return httpResource<SubscriptionDetailView>(
      () => `/api/tokens/subscription/${this.context.organizationId()}`,
    );
  }

  alerts() {
    return httpResource<ThresholdListView>(
      () => `/api/tokens/notifications/thresholds/${this.context.organizationId()}`,
    );
  }
}
