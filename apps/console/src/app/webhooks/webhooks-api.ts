import { HttpClient, httpResource } from '@angular/common/http';
import { computed, inject, Service, type Signal } from '@angular/core';
import type {
  PageView,
  WebhookDeliveryDetailView,
  WebhookDeliveryView,
  WebhookEndpointSecretView,
  WebhookEndpointView,
} from '@purser/contracts';
import { ifMatch } from '../core/http/if-match.js';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

const PAGE_ROWS = 50;
/** More than one organization may have. */
const ALL_ENDPOINTS = 50;

export interface EndpointBody {
  url: string;
  description: string;
  types: string[];
  enabled: boolean;
}

/** Reads and writes where events are sent to, and what became of each. */
@Service()
export class WebhooksApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  private readonly base = computed(() => `/api/organizations/${this.context.organizationId()}`);
  readonly endpointsAddress = computed(() => `${this.base()}/webhook-endpoints`);
  readonly deliveriesAddress = computed(() => `${this.base()}/webhook-deliveries`);

  endpoints() {
    return httpResource<PageView<WebhookEndpointView>>(() => ({
      url: this.endpointsAddress(),
      params: { limit: ALL_ENDPOINTS },
    }));
  }

  /** One endpoint; its ETag is in the headers. */
  endpoint(id: Signal<string | null>) {
    return httpResource<WebhookEndpointView>(() => {
      const known = id();
      return known ? this.endpointAddress(known) : undefined;
    });
  }

  deliveries(params: Signal<Record<string, string>>) {
    return httpResource<PageView<WebhookDeliveryView>>(() => ({
      url: this.deliveriesAddress(),
      params: { ...params(), limit: PAGE_ROWS },
    }));
  }

  delivery(id: Signal<string>) {
    return httpResource<WebhookDeliveryDetailView>(() => this.deliveryAddress(id()));
  }

  create(body: EndpointBody): Promise<Outcome<WebhookEndpointSecretView>> {
    return outcomeOf(this.http.post<WebhookEndpointSecretView>(this.endpointsAddress(), body));
  }

  /** Replaces an endpoint, unless somebody changed it since `eTag`. */
  update(
    id: string,
    eTag: string | null,
    body: EndpointBody,
  ): Promise<Outcome<WebhookEndpointView>> {
    const headers = ifMatch(eTag);
    return outcomeOf(
      this.http.put<WebhookEndpointView>(this.endpointAddress(id), body, { headers }),
    );
  }

  remove(id: string): Promise<Outcome<unknown>> {
    return outcomeOf(this.http.delete(this.endpointAddress(id)));
  }

  /** Gives a new secret; the one before signs too for `overlapHours`. */
  rotate(id: string, overlapHours: number): Promise<Outcome<WebhookEndpointSecretView>> {
    const address = `${this.endpointAddress(id)}/rotate-secret`;
    return outcomeOf(this.http.post<WebhookEndpointSecretView>(address, { overlapHours }));
  }

  /** Sends a test at once; answers with what came of it. */
  test(id: string): Promise<Outcome<WebhookDeliveryDetailView>> {
    const address = `${this.endpointAddress(id)}/test`;
    return outcomeOf(this.http.post<WebhookDeliveryDetailView>(address, null));
  }

  redeliver(id: string): Promise<Outcome<WebhookDeliveryView>> {
    const address = `${this.deliveryAddress(id)}/redeliver`;
    return outcomeOf(this.http.post<WebhookDeliveryView>(address, null));
  }

  private endpointAddress(id: string): string {
    return `${this.endpointsAddress()}/${encodeURIComponent(id)}`;
  }

  private deliveryAddress(id: string): string {
    return `${this.deliveriesAddress()}/${encodeURIComponent(id)}`;
  }
}
