import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type { JobRunsView, JobRunView } from '@purser/contracts';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';

/** Address of the list of runs. */
export const JOBS_ADDRESS = '/api/jobs';

const PAGE_ROWS = 50;
const LAST_RUNS = 10;

/** Reads jobs with their runs, and runs them. */
@Service()
export class JobsApi {
  private readonly http = inject(HttpClient);

  /** A page of runs, and every job there is. */
  page(filters: Signal<Record<string, string>>) {
    return httpResource<JobRunsView>(() => ({
      url: JOBS_ADDRESS,
      params: { ...filters(), limit: PAGE_ROWS },
    }));
  }

  /** The last runs of one job. */
  lastRuns(job: Signal<string>) {
    return httpResource<JobRunsView>(() => ({
      url: JOBS_ADDRESS,
      params: { job: job(), limit: LAST_RUNS },
    }));
  }

  /** Runs a job; answers when it is done. */
  run(job: string): Promise<Outcome<JobRunView>> {
    return outcomeOf(
      this.http.post<JobRunView>(`${JOBS_ADDRESS}/${encodeURIComponent(job)}/run`, null),
    );
  }
}
