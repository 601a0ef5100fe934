import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type {
  PageView,
  PurchaseView,
  SubscriptionDetailView,
  SubscriptionInterval,
  SubscriptionRehearsalView,
  SubscriptionView,
} from '@purser/contracts';
import { ifMatch } from '../core/http/if-match.js';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

const ADDRESS = '/api/tokens/subscription';
const DRY_RUN = { dryRun: 'true' };
const PAST_CHARGES = 5;

/** What is bought each interval, and from when; `startAt` null = at once. */
export interface SubscriptionOrder {
  packageId: string;
  interval: SubscriptionInterval;
  startAt: string | null;
}

/** What a write is made from. */
type Version = Pick<SubscriptionView, 'id' | 'eTag'>;

/** Subscriptions over HTTP. The methods that give resources need an injection context. */
@Service()
export class SubscriptionApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  detail() {
    return httpResource<SubscriptionDetailView>(
      () => `${ADDRESS}/${this.context.organizationId()}`,
    );
  }

  /** The latest charges of any subscription of the organization. */
  pastCharges() {
    return httpResource<PageView<PurchaseView>>(() => ({
      url: '/api/tokens/purchase',
      params: {
        organizationId: this.context.organizationId(),
        type: 'subscription',
        limit: PAST_CHARGES,
      },
    }));
  }

  /** The charges that an order would bring; nothing is asked while there is none. */
  chargesOfOrder(order: Signal<SubscriptionOrder | null>) {
    return httpResource<SubscriptionRehearsalView>(() => {
      const wanted = order();
      if (!wanted) return undefined;
      return {
        url: ADDRESS,
        method: 'POST',
        params: DRY_RUN,
        headers: { 'Idempotency-Key': crypto.randomUUID() },
        // The card is not looked at; the field must be there.
        body: this.body(wanted, 'not-chosen-yet'),
      };
    });
  }

  /** The charges after another package; nothing is asked while none is chosen. */
  chargesOfChange(id: Signal<string>, packageId: Signal<string | null>) {
    return httpResource<SubscriptionRehearsalView>(() => {
      const wanted = packageId();
      if (!wanted) return undefined;
      const url = `${ADDRESS}/${id()}`;
      return { url, method: 'PUT', params: DRY_RUN, body: { packageId: wanted } };
    });
  }

  /** The charges after a resume. */
  chargesOfResume(id: Signal<string>) {
    return httpResource<SubscriptionRehearsalView>(() => ({
      url: `${ADDRESS}/${id()}/resume`,
      method: 'PUT',
      params: DRY_RUN,
      body: {},
    }));
  }

  /** Starts it and charges the first period; `card-declined` comes as a problem. */
  create(
    order: SubscriptionOrder,
    paymentMethodId: string,
    key: string,
  ): Promise<Outcome<SubscriptionView>> {
    const headers = { 'Idempotency-Key': key };
    const body = this.body(order, paymentMethodId);
    return outcomeOf(this.http.post<SubscriptionView>(ADDRESS, body, { headers }));
  }

  /**
   * Another package from the next period on, or another card from the next charge on.
   * `precondition-failed` where it is no longer the version that was shown.
   */
  change(
    { id, eTag }: Version,
    wanted: { packageId: string } | { paymentMethodId: string },
  ): Promise<Outcome<SubscriptionView>> {
    const headers = ifMatch(eTag);
    return outcomeOf(this.http.put<SubscriptionView>(`${ADDRESS}/${id}`, wanted, { headers }));
  }

  /** `precondition-failed` where it is no longer the version that was shown, as for the next two. */
  pause({ id, eTag }: Version): Promise<Outcome<SubscriptionView>> {
    const headers = ifMatch(eTag);
    return outcomeOf(this.http.put<SubscriptionView>(`${ADDRESS}/${id}/pause`, {}, { headers }));
  }

  /** Goes on; also takes back a cancellation at the end of the period. */
  resume({ id, eTag }: Version): Promise<Outcome<SubscriptionView>> {
    const headers = ifMatch(eTag);
    return outcomeOf(this.http.put<SubscriptionView>(`${ADDRESS}/${id}/resume`, {}, { headers }));
  }

  cancel({ id, eTag }: Version, at: 'now' | 'periodEnd'): Promise<Outcome<SubscriptionView>> {
    const options = { params: { at }, headers: ifMatch(eTag) };
    return outcomeOf(this.http.delete<SubscriptionView>(`${ADDRESS}/${id}`, options));
  }

  private body({ packageId, interval, startAt }: SubscriptionOrder, paymentMethodId: string) {
    const organizationId = this.context.organizationId();
    const start = startAt === null ? {} : { startAt };
    return { organizationId, packageId, interval, paymentMethodId, ...start };
  }
}
