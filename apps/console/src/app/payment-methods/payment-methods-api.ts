import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import type {
  AutoTopUpOverviewView,
  PageView,
  PaymentMethodView,
  SubscriptionDetailView,
} from '@purser/contracts';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

export const METHODS_ADDRESS = '/api/tokens/payment-methods';

/** The kept cards over HTTP, and what pays with them. Resources need an injection context. */
@Service()
export class PaymentMethodsApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  methods() {
    return httpResource<PageView<PaymentMethodView>>(() => ({
      url: METHODS_ADDRESS,
      params: this.params(),
    }));
  }

  subscription() {
    return httpResource<SubscriptionDetailView>(
      () => `/api/tokens/subscription/${this.context.organizationId()}`,
    );
  }

  autoTopUp() {
    return httpResource<AutoTopUpOverviewView>(
      () => `/api/tokens/auto-topup/${this.context.organizationId()}`,
    );
  }

  params(): Record<string, string> {
    return { organizationId: this.context.organizationId() };
  }

  /** Keeps a card that the provider knows; one that is kept already is given again. */
  attach(paymentMethodId: string): Promise<Outcome<PaymentMethodView>> {
    const body = { ...this.params(), paymentMethodId };
    return outcomeOf(this.http.post<PaymentMethodView>(METHODS_ADDRESS, body));
  }

  makeDefault(id: string): Promise<Outcome<PaymentMethodView>> {
    return outcomeOf(this.http.put<PaymentMethodView>(`${METHODS_ADDRESS}/${id}/default`, {}));
  }

  remove(id: string): Promise<Outcome<unknown>> {
    return outcomeOf(this.http.delete(`${METHODS_ADDRESS}/${id}`));
  }
}
