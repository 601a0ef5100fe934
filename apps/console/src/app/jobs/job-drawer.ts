import { Component, computed, DestroyRef, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { JobRunView, JobView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { Clock } from '../core/time/clock.js';
import { Drawer } from '../shared/drawer/drawer.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { jobSentence, scheduleWords } from './job-words.js';
import { JobsApi } from './jobs-api.js';
import { inWords, tookWords } from './run-status.js';
import { RunStatusBadge } from './run-status-badge.js';

/** `organization/item: what went wrong`, as a run tells of its first failing item. */
const ITEM_FAULT = /^([0-9a-f-]{36})\/([0-9a-f-]{36}): (.*)$/s;

/** One job: what it does, how it went, its last runs; and running it at this moment. */
@Component({
  selector: 'pr-job-drawer',
  imports: [
    CopyId,
    Drawer,
    Icon,
    Loading,
    ProblemNote,
    RouterLink,
    RunStatusBadge,
    Time,
    TokensPipe,
  ],
  templateUrl: './job-drawer.html',
  styleUrl: './job-drawer.scss',
})
export class JobDrawer {
  private readonly api = inject(JobsApi);
  protected readonly clock = inject(Clock);

  readonly job = input.required<JobView>();
  /** It was run from here. */
  readonly ran = output<void>();
  readonly closed = output<void>();

  private readonly name = computed(() => this.job().name);
  protected readonly resource = this.api.lastRuns(this.name);
  protected readonly runs = computed(() =>
    this.resource.hasValue() ? this.resource.value().data : [],
  );
  protected readonly latest = computed(() => this.runs()[0] ?? this.job().lastRun);
  protected readonly fault = computed(() => faultOf(this.latest()));
  protected readonly sentence = computed(() => jobSentence(this.name()));
  protected readonly schedule = computed(() => scheduleWords(this.job().schedule));
  protected readonly took = tookWords;
  protected readonly inWords = inWords;

  /** Name of the job that was started from here and has not answered yet. */
  protected readonly running = signal<string | null>(null);
  protected readonly seconds = signal(0);
  protected readonly outcome = signal<JobRunView | null>(null);
  protected readonly problem = signal<ProblemReport | null>(null);
  private ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearInterval(this.ticking));
  }

  protected async runNow(): Promise<void> {
    const name = this.name();
    this.problem.set(null);
    this.outcome.set(null);
    this.running.set(name);
    this.seconds.set(0);
    this.ticking = setInterval(() => this.seconds.update((seconds) => seconds + 1), 1_000);
    const outcome = await this.api.run(name);
    clearInterval(this.ticking);
    this.running.set(null);
    if (outcome.ok) this.outcome.set(outcome.value);
    else this.problem.set(outcome.problem);
    this.resource.reload();
    this.ran.emit();
  }
}

interface Fault {
  organizationId: string | null;
  itemId: string | null;
  words: string;
}

function faultOf(run: JobRunView | null): Fault | null {
  if (!run?.firstError) return null;
  const [, organizationId, itemId, words] = ITEM_FAULT.exec(run.firstError) ?? [];
  if (!organizationId || !itemId) {
    return { organizationId: null, itemId: null, words: run.firstError };
  }
  return { organizationId, itemId, words: words ?? '' };
}
