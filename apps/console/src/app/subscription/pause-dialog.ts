import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { SubscriptionView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { Clock } from '../core/time/clock.js';
import { formatInstant } from '../shared/format/time.js';
import { Dialog } from '../shared/page/dialog.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { SubscriptionApi } from './subscription-api.js';

/** Pausing: what is not charged from here on. */
@Component({
  selector: 'pr-pause-dialog',
  imports: [ChangedMeanwhile, Dialog, ProblemNote],
  template: `
    <pr-dialog
      heading="Pause the subscription"
      [sentence]="sentence()"
      [narrow]="true"
      (closed)="closed.emit()"
    >
      @if (outdated()) {
        <pr-changed-meanwhile what="the subscription" />
      } @else if (problem(); as found) {
        <pr-problem [error]="found" consequence="It goes on as before." [canRetry]="false" />
      }
      <p>
        Periods that start while it is paused are never billed. Tokens you bought stay. You resume
        when you like; the next charge is then the next start of a period.
      </p>
      <ng-container dialogAction>
        <button type="button" class="btn" (click)="closed.emit()">Close</button>
        <button
          type="button"
          class="btn filled"
          data-first-focus
          [disabled]="busy()"
          (click)="pause()"
        >
          Pause
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class PauseDialog {
  private readonly api = inject(SubscriptionApi);
  private readonly clock = inject(Clock);

  readonly subscription = input.required<SubscriptionView>();
  readonly closed = output<void>();
  readonly changed = output<SubscriptionView>();
  /** What is shown is no longer what there is. */
  readonly changedElsewhere = output<void>();

  protected readonly sentence = computed(() => {
    const { nextChargeAt, timeZone } = this.subscription();
    if (!nextChargeAt) return 'No charge is due.';
    const day = formatInstant(nextChargeAt, timeZone, 'day', this.clock.now());
    return `The charge of ${day} does not happen while it is paused.`;
  });
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly outdated = computed(() => this.problem()?.key === 'precondition-failed');

  protected async pause(): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    const outcome = await this.api.pause(this.subscription());
    this.busy.set(false);
    if (outcome.ok) this.changed.emit(outcome.value);
    else this.problem.set(outcome.problem);
    if (this.outdated()) this.changedElsewhere.emit();
  }
}
