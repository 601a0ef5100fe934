import { computed, signal } from '@angular/core';
import type { Outcome } from '../../core/http/outcome.js';
import type { ProblemReport } from '../../core/http/problem.js';

/** A write that counts only for the version that was shown: whether it is under way, why it failed. */
export class VersionedWrite {
  private readonly running = signal(false);
  private readonly found = signal<ProblemReport | null>(null);

  readonly busy = this.running.asReadonly();
  readonly problem = this.found.asReadonly();
  /** Whether what was shown is no longer what there is. */
  readonly outdated = computed(() => this.found()?.key === 'precondition-failed');

  async run<T>(write: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.running.set(true);
    this.found.set(null);
    const outcome = await write();
    this.running.set(false);
    if (!outcome.ok) this.found.set(outcome.problem);
    return outcome;
  }
}
