import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type {
  CustomQuoteView,
  PackageView,
  PageView,
  PaymentMethodView,
  PurchaseDetailView,
  PurchaseView,
  QuoteView,
  SetupView,
} from '@purser/contracts';
import { outcomeOf, type Outcome } from '../../core/http/outcome.js';
import { OrganizationContext } from '../../core/organization/organization-context.js';

/** What a person chose to buy: a package some times over, or an amount of tokens. */
export type Choice =
  { kind: 'package'; packageId: string; quantity: number } | { kind: 'custom'; tokens: number };

/** How the bank's question is answered in the sandbox. */
export type AuthenticationOutcome = 'succeed' | 'fail';

/** The HTTP side of buying. The `…()` resources are made inside an injection context. */
@Service()
export class PurchaseApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  packages() {
    return httpResource<PageView<PackageView>>(() => ({
      url: '/api/tokens/packages',
      params: { organizationId: this.context.organizationId() },
    }));
  }

  paymentMethods() {
    return httpResource<PageView<PaymentMethodView>>(() => ({
      url: '/api/tokens/payment-methods',
      params: { organizationId: this.context.organizationId() },
    }));
  }

  /** The price of a package; nothing is asked while the choice is not a package. */
  packageQuote(choice: Signal<Choice | null>) {
    return httpResource<QuoteView>(() => {
      const chosen = choice();
      if (chosen?.kind !== 'package') return undefined;
      return {
        url: `/api/tokens/packages/${chosen.packageId}/price`,
        params: { organizationId: this.context.organizationId(), quantity: chosen.quantity },
      };
    });
  }

  /** The price of a custom amount with its tiers; nothing is asked while `tokens` is null. */
  customQuote(tokens: Signal<number | null>) {
    return httpResource<CustomQuoteView>(() => {
      const amount = tokens();
      if (amount === null) return undefined;
      return {
        url: '/api/tokens/packages/calculate-custom',
        method: 'POST',
        body: { organizationId: this.context.organizationId(), tokens: amount },
      };
    });
  }

  /** One purchase with its events; nothing is asked while there is no reference. */
  purchase(referenceId: Signal<string | undefined>) {
    return httpResource<PurchaseDetailView>(() => {
      const id = referenceId();
      return id ? `/api/tokens/purchase/${id}` : undefined;
    });
  }

  /** Reads a purchase once more. */
  read(referenceId: string): Promise<Outcome<PurchaseDetailView>> {
    return outcomeOf(this.http.get<PurchaseDetailView>(`/api/tokens/purchase/${referenceId}`));
  }

  /** Records the purchase and freezes its price. `key` makes sending it again harmless. */
  initialize(choice: Choice, key: string): Promise<Outcome<PurchaseView>> {
    const organizationId = this.context.organizationId();
    const body =
      choice.kind === 'package'
        ? { organizationId, packageId: choice.packageId, quantity: choice.quantity }
        : { organizationId, customTokens: choice.tokens };
    return this.post<PurchaseView>('/api/tokens/purchase', body, key);
  }

  /** Charges `paymentMethodId`. `card-declined` and `purchase-in-progress` come as problems. */
  execute(
    referenceId: string,
    paymentMethodId: string,
    key: string,
  ): Promise<Outcome<PurchaseView>> {
    const url = `/api/tokens/purchase/${referenceId}/execute`;
    return this.post<PurchaseView>(url, { paymentMethodId }, key);
  }

  /** Gives an unpaid purchase up. */
  cancel(referenceId: string, key: string): Promise<Outcome<PurchaseView>> {
    return this.post<PurchaseView>(`/api/tokens/purchase/${referenceId}/cancel`, {}, key);
  }

  /** Answers the bank's question in the sandbox. */
  authenticate(clientSecret: string, outcome: AuthenticationOutcome): Promise<Outcome<unknown>> {
    return outcomeOf(this.http.post('/api/sandbox/3ds', { clientSecret, outcome }));
  }

  /** Asks the provider for the secret with which a card is added. */
  setUpCard(key: string): Promise<Outcome<SetupView>> {
    const organizationId = this.context.organizationId();
    return this.post<SetupView>('/api/tokens/payment-methods/setup', { organizationId }, key);
  }

  private post<T>(url: string, body: object, key: string): Promise<Outcome<T>> {
    return outcomeOf(this.http.post<T>(url, body, { headers: { 'Idempotency-Key': key } }));
  }
}
