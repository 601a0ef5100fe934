import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { ThresholdView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { thresholdWords } from '../shared/format/threshold-words.js';
import { Dialog } from '../shared/page/dialog.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { ThresholdsApi } from './thresholds-api.js';

/** Deleting an alert. */
@Component({
  selector: 'pr-delete-dialog',
  imports: [ChangedMeanwhile, Dialog, ProblemNote],
  template: `
    <pr-dialog
      heading="Delete the alert"
      [sentence]="words()"
      [narrow]="true"
      (closed)="closed.emit()"
    >
      @if (outdated()) {
        <pr-changed-meanwhile what="the alert" />
      } @else if (problem(); as found) {
        <pr-problem [error]="found" consequence="It is still there." [canRetry]="false" />
      }
      <p>Nobody is told about it any more. What it told so far stays in the log.</p>
      <ng-container dialogAction>
        <button type="button" class="btn" data-first-focus (click)="closed.emit()">Keep it</button>
        <button type="button" class="btn filled danger" [disabled]="busy()" (click)="remove()">
          Delete the alert
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class DeleteDialog {
  private readonly api = inject(ThresholdsApi);

  readonly threshold = input.required<ThresholdView>();
  readonly closed = output<void>();
  readonly removed = output<void>();
  /** What is shown is no longer what there is. */
  readonly changedElsewhere = output<void>();

  protected readonly words = computed(() => thresholdWords(this.threshold()));
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly outdated = computed(() => this.problem()?.key === 'precondition-failed');

  protected async remove(): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    const outcome = await this.api.remove(this.threshold());
    this.busy.set(false);
    if (outcome.ok) {
      this.removed.emit();
      return;
    }
    this.problem.set(outcome.problem);
    if (this.outdated()) this.changedElsewhere.emit();
  }
}
