import { Component, computed, DestroyRef, effect, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import { Downloads } from '../core/http/downloads.js';
import { Installation } from '../core/installation.js';
import { Clock } from '../core/time/clock.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { formatInstant } from '../shared/format/time.js';
import { formatTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { csvText } from '../shared/table/csv-text.js';
import { Time } from '../shared/value/time.js';
import { after, STEPS, type Step } from './advance.js';
import { ClockMover } from './clock-mover.js';
import { byJob, thatActed } from './ran-jobs.js';

const SHOWN_ROWS = 100;

/** Moves the time of the sandbox forward, and shows what ran on the way. */
@Component({
  selector: 'pr-sandbox-clock-page',
  imports: [Empty, Icon, PageHeader, Panel, ProblemNote, Time, TokensPipe],
  templateUrl: './sandbox-clock-page.html',
  styleUrl: './sandbox-clock-page.scss',
})
export class SandboxClockPage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  private readonly downloads = inject(Downloads);
  protected readonly installation = inject(Installation);
  protected readonly mover = inject(ClockMover);

  /** From the address: the chosen step, or `until` with the instant. */
  readonly step = input<string>();
  readonly until = input<string>();

  protected readonly steps = STEPS;
  protected readonly chosen = computed<Step | 'until'>(() => {
    const step = this.step();
    if (step === 'until') return 'until';
    return STEPS.find(({ duration }) => duration === step)?.duration ?? 'P1D';
  });
  protected readonly outage = signal(false);
  protected readonly now = computed(() => instant(this.clock.now()));
  /** As a field for local times takes it; read as UTC. */
  protected readonly earliest = computed(() =>
    new Date(this.clock.now() + 60_000).toISOString().slice(0, 16),
  );
  protected readonly targetMs = computed(() => {
    const chosen = this.chosen();
    if (chosen !== 'until') return after(this.clock.now(), chosen);
    const target = Date.parse(`${this.until() ?? ''}Z`);
    return Number.isNaN(target) || target <= this.clock.now() ? null : target;
  });
  protected readonly target = computed(() => {
    const target = this.targetMs();
    return target === null ? null : instant(target);
  });

  protected readonly seconds = signal(0);
  protected readonly jobs = computed(() => byJob(this.mover.result()?.ran ?? []));
  protected readonly acted = computed(() => thatActed(this.mover.result()?.ran ?? []));
  protected readonly allShown = signal(false);
  protected readonly listed = computed(() =>
    this.allShown() ? this.acted() : this.acted().slice(0, SHOWN_ROWS),
  );
  protected readonly summary = computed(() => {
    const result = this.mover.result();
    if (!result) return '';
    const sum = (pick: 'items' | 'errors') => this.jobs().reduce((all, job) => all + job[pick], 0);
    const [runs, items, errors] = [result.ran.length, sum('items'), sum('errors')];
    return `${formatTokens(runs)} runs, ${formatTokens(items)} items done, ${formatTokens(errors)} failed`;
  });

  constructor() {
    let timer: ReturnType<typeof setInterval> | undefined;
    effect(() => {
      const since = this.mover.movingSinceMs();
      clearInterval(timer);
      if (since === null) return;
      const tick = () => this.seconds.set(Math.floor((Date.now() - since) / 1_000));
      tick();
      timer = setInterval(tick, 1_000);
    });
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected choose(step: Step | 'until'): void {
    void this.go({ step: step === 'P1D' ? null : step });
  }

  protected setUntil(event: Event): void {
    void this.go({ until: (event.target as HTMLInputElement).value || null, step: 'until' });
  }

  protected setOutage(event: Event): void {
    this.outage.set((event.target as HTMLInputElement).checked);
  }

  protected move(): void {
    const chosen = this.chosen();
    const target = this.targetMs();
    if (target === null) return;
    this.allShown.set(false);
    const to = chosen === 'until' ? { now: new Date(target).toISOString() } : { advance: chosen };
    const from = new Date(this.clock.now()).toISOString();
    void this.mover.move({ to, jobs: this.outage() ? 'off' : 'run' }, from);
  }

  /** Every run of the move, also those that did nothing. */
  protected keepCsv(): void {
    const runs = this.mover.result()?.ran ?? [];
    const rows = runs.map(({ at, job, items, errors }) => [at, job, items, errors]);
    const text = csvText(['at', 'job', 'items', 'errors'], rows);
    this.downloads.keep(new Blob([text], { type: 'text/csv' }), 'what ran.csv');
  }

  private go(queryParams: Record<string, string | null>): Promise<boolean> {
    return this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}

/** With its year: a step may lead into another. */
function instant(ms: number): string {
  return `${formatInstant(ms, 'UTC', 'minute', 0)} UTC`;
}
