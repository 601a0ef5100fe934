import { Component, computed, inject, input, output } from '@angular/core';
import type { SubscriptionView } from '@purser/contracts';
import { Clock } from '../core/time/clock.js';
import { formatInstant } from '../shared/format/time.js';
import { Dialog } from '../shared/page/dialog.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { VersionedWrite } from '../shared/state/versioned-write.js';
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
      @if (write.outdated()) {
        <pr-changed-meanwhile what="the subscription" />
      } @else if (write.problem(); as found) {
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
          [disabled]="write.busy()"
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
  protected readonly write = new VersionedWrite();

  protected async pause(): Promise<void> {
    const outcome = await this.write.run(() => this.api.pause(this.subscription()));
    if (outcome.ok) this.changed.emit(outcome.value);
    else if (this.write.outdated()) this.changedElsewhere.emit();
  }
}
