import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type {
  LedgerDayView,
  PageView,
  SubscriptionDetailView,
  ThresholdChannel,
  ThresholdKind,
  ThresholdListView,
  ThresholdRehearsalView,
  ThresholdView,
} from '@purser/contracts';
import { ifMatch } from '../core/http/if-match.js';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

const ADDRESS = '/api/tokens/notifications/thresholds';
const MOST_ROWS = 200;

/** An alert as a person defines it; no recipients = those of the topic. */
export interface ThresholdDefinition {
  kind: ThresholdKind;
  value: number;
  band: number;
  coolDownMinutes: number;
  channels: ThresholdChannel[];
  recipients: string[];
}

/** Thresholds over HTTP. The methods that give resources need an injection context. */
@Service()
export class ThresholdsApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  list() {
    return httpResource<ThresholdListView>(() => `${ADDRESS}/${this.context.organizationId()}`);
  }

  /** What an alert would do and would have done; nothing is asked while there is none. */
  rehearsal(definition: Signal<ThresholdDefinition | null>) {
    return httpResource<ThresholdRehearsalView>(() => {
      const wanted = definition();
      if (!wanted) return undefined;
      return { url: ADDRESS, method: 'POST', params: { dryRun: 'true' }, body: this.body(wanted) };
    });
  }

  /** The ledger by day since an instant, newest first. */
  days(from: Signal<string | null>) {
    return httpResource<PageView<LedgerDayView>>(() => {
      const since = from();
      if (!since) return undefined;
      return {
        url: `/api/tokens/wallet/${this.context.organizationId()}/history`,
        params: { group: 'day', from: since, limit: MOST_ROWS },
      };
    });
  }

  subscription() {
    return httpResource<SubscriptionDetailView>(
      () => `/api/tokens/subscription/${this.context.organizationId()}`,
    );
  }

  create(definition: ThresholdDefinition): Promise<Outcome<ThresholdView>> {
    return outcomeOf(this.http.post<ThresholdView>(ADDRESS, this.body(definition)));
  }

  /** Replaces an alert; `eTag` null = whatever is there. `precondition-failed` is a problem. */
  change(
    id: string,
    definition: ThresholdDefinition,
    eTag: string | null,
  ): Promise<Outcome<ThresholdView>> {
    const headers = ifMatch(eTag);
    return outcomeOf(this.http.put<ThresholdView>(`${ADDRESS}/${id}`, definition, { headers }));
  }

  /** `precondition-failed` where it is no longer the version that was shown. */
  remove({ id, eTag }: ThresholdView): Promise<Outcome<unknown>> {
    return outcomeOf(this.http.delete(`${ADDRESS}/${id}`, { headers: ifMatch(eTag) }));
  }

  private body(definition: ThresholdDefinition) {
    return { organizationId: this.context.organizationId(), ...definition };
  }
}
