import { HttpClient } from '@angular/common/http';
import { inject, Service, signal } from '@angular/core';
import type { SandboxClockMoveView } from '@purser/contracts';
import { outcomeOf } from '../core/http/outcome.js';
import type { ProblemReport } from '../core/http/problem.js';
import { Installation } from '../core/installation.js';

/** How far: an ISO-8601 duration, or an instant; and whether what falls due runs. */
export interface ClockMove {
  to: { advance: string } | { now: string };
  jobs: 'run' | 'off';
}

/** Moves the clock of the sandbox. It goes on, and keeps its result, when the page is left. */
@Service()
export class ClockMover {
  private readonly http = inject(HttpClient);
  private readonly installation = inject(Installation);

  private readonly startedMs = signal<number | null>(null);
  private readonly last = signal<(SandboxClockMoveView & { from: string }) | null>(null);
  private readonly refused = signal<ProblemReport | null>(null);

  /** Since when the clock is being moved, in milliseconds of this computer; null = it is not. */
  readonly movingSinceMs = this.startedMs.asReadonly();
  /** What the last move from here ran. */
  readonly result = this.last.asReadonly();
  readonly problem = this.refused.asReadonly();

  /** Moves it; `from` is the time before. */
  async move(move: ClockMove, from: string): Promise<void> {
    this.refused.set(null);
    this.last.set(null);
    this.startedMs.set(Date.now());
    const outcome = await outcomeOf(
      this.http.post<SandboxClockMoveView>('/api/sandbox/clock', {
        ...move.to,
        jobs: move.jobs,
      }),
    );
    this.startedMs.set(null);
    if (outcome.ok) this.last.set({ ...outcome.value, from });
    else this.refused.set(outcome.problem);
    this.installation.reload();
  }
}
