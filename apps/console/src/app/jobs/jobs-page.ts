import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { zoneName } from '../shared/format/time.js';
import { formatTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Stat } from '../shared/page/stat.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { RowKeys } from '../shared/table/row-keys.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { Time } from '../shared/value/time.js';
import { JobDrawer } from './job-drawer.js';
import { jobSentence, scheduleWords } from './job-words.js';
import { JOBS_ADDRESS, JobsApi } from './jobs-api.js';
import { inWords, runStatus, tookWords } from './run-status.js';
import { RunStatusBadge } from './run-status-badge.js';

/** Every scheduled job with how it last went, and every run. Figures follow by themselves. */
@Component({
  selector: 'pr-jobs-page',
  imports: [
    DownloadButton,
    Empty,
    Icon,
    JobDrawer,
    Loading,
    PageHeader,
    ProblemNote,
    RouterLink,
    RowKeys,
    RunStatusBadge,
    Stat,
    TableFooter,
    Time,
    TokensPipe,
  ],
  templateUrl: './jobs-page.html',
  styleUrl: './jobs-page.scss',
})
export class JobsPage {
  private readonly router = inject(Router);
  private readonly context = inject(OrganizationContext);
  protected readonly clock = inject(Clock);

  /** From the address: `runs` lists runs, `job` is open beside the list, `of` narrows the runs. */
  readonly view = input<string>();
  readonly job = input<string>();
  readonly of = input<string>();
  readonly cursor = input<string>();

  protected readonly address = JOBS_ADDRESS;
  protected readonly sentence = jobSentence;
  protected readonly schedule = scheduleWords;
  protected readonly took = tookWords;
  protected readonly inWords = inWords;
  protected readonly showsRuns = computed(() => this.view() === 'runs');
  protected readonly filters = computed((): Record<string, string> => {
    const of = this.of();
    return of && this.showsRuns() ? { job: of } : {};
  });
  protected readonly page = inject(JobsApi).page(
    computed((): Record<string, string> => {
      const cursor = this.cursor();
      return cursor && this.showsRuns() ? { ...this.filters(), cursor } : this.filters();
    }),
  );
  protected readonly jobs = computed(() => (this.page.hasValue() ? this.page.value().jobs : []));
  protected readonly runs = computed(() => (this.page.hasValue() ? this.page.value().data : []));
  protected readonly names = computed(() => this.jobs().map(({ name }) => name));
  protected readonly nextCursor = computed(() =>
    this.page.hasValue() ? this.page.value().nextCursor : null,
  );
  protected readonly opened = computed(
    () => this.jobs().find(({ name }) => name === this.job()) ?? null,
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly figures = computed(() => {
    const now = this.clock.now();
    const jobs = this.jobs();
    const last = jobs.flatMap(({ lastRun }) => (lastRun ? [lastRun] : []));
    const failed = last.filter((run) => run.errors > 0);
    const next = jobs.toSorted((a, b) => a.nextRunAt.localeCompare(b.nextRunAt))[0];
    return [
      { label: 'Jobs', value: formatTokens(jobs.length), sense: 'Each item is done once' },
      {
        label: 'Running',
        value: formatTokens(last.filter((run) => runStatus(run, now).running).length),
        sense: 'On any instance',
      },
      {
        label: 'Last run with errors',
        value: formatTokens(failed.length),
        sense: failed.length === 0 ? 'All went well' : failed.map(({ job }) => job).join(', '),
      },
      {
        label: 'Next',
        value: next ? inWords(next.nextRunAt, now).replace(/^now$/, 'Now') : '\u2013',
        sense: next?.name ?? 'Nothing is scheduled',
      },
    ];
  });
  protected readonly problem = signal<ProblemReport | null>(null);

  constructor() {
    // The clock ticks every 15 seconds: so do the figures, without a shape in between.
    let first = true;
    effect(() => {
      this.clock.now();
      untracked(() => {
        if (!first && !this.page.isLoading()) this.page.reload();
        first = false;
      });
    });
  }

  protected narrow(event: Event): void {
    const of = (event.target as HTMLSelectElement).value || null;
    void this.go({ of, cursor: null });
  }

  protected go(queryParams: Record<string, string | null>): Promise<boolean> {
    return this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
