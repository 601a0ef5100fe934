import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type { JobRunView, ReconciliationCaseView, ReconciliationView } from '@purser/contracts';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';

const ADDRESS = '/api/tokens/reports/reconciliation';

/** Reads how far provider, purchases, ledger and invoices are apart, and closes cases. */
@Service()
export class ReconciliationApi {
  private readonly http = inject(HttpClient);

  /** Of one organization; null = of all together. */
  view(organizationId: Signal<string | null>) {
    return httpResource<ReconciliationView>(() => {
      const id = organizationId();
      return { url: ADDRESS, params: id ? { organizationId: id } : {} };
    });
  }

  /** Compares one organization at once. */
  compare(organizationId: string): Promise<Outcome<ReconciliationView>> {
    return outcomeOf(this.http.post<ReconciliationView>(ADDRESS, { organizationId }));
  }

  /** Compares all of them, by the nightly job. */
  compareAll(): Promise<Outcome<JobRunView>> {
    return outcomeOf(this.http.post<JobRunView>('/api/jobs/reconcile/run', null));
  }

  resolve(
    { organizationId, id }: ReconciliationCaseView,
    reason: string,
  ): Promise<Outcome<ReconciliationCaseView>> {
    const address = `${ADDRESS}/${organizationId}/cases/${encodeURIComponent(id)}/resolve`;
    return outcomeOf(this.http.put<ReconciliationCaseView>(address, { reason }));
  }
}
