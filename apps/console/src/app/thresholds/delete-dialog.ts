import { Component, computed, inject, input, output } from '@angular/core';
import type { ThresholdView } from '@purser/contracts';
import { thresholdWords } from '../shared/format/threshold-words.js';
import { Dialog } from '../shared/page/dialog.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { VersionedWrite } from '../shared/state/versioned-write.js';
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
      @if (write.outdated()) {
        <pr-changed-meanwhile what="the alert" />
      } @else if (write.problem(); as found) {
        <pr-problem [error]="found" consequence="It is still there." [canRetry]="false" />
      }
      <p>Nobody is told about it any more. What it told so far stays in the log.</p>
      <ng-container dialogAction>
        <button type="button" class="btn" data-first-focus (click)="closed.emit()">Keep it</button>
        <button
          type="button"
          class="btn filled danger"
          [disabled]="write.busy()"
          (click)="remove()"
        >
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
  protected readonly write = new VersionedWrite();

  protected async remove(): Promise<void> {
    const outcome = await this.write.run(() => this.api.remove(this.threshold()));
    if (outcome.ok) this.removed.emit();
    else if (this.write.outdated()) this.changedElsewhere.emit();
  }
}
