import { Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import type { SubscriptionView } from '@purser/contracts';
import { Clock } from '../core/time/clock.js';
import { formatInstant } from '../shared/format/time.js';
import { Dialog } from '../shared/page/dialog.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { VersionedWrite } from '../shared/state/versioned-write.js';
import { SubscriptionApi } from './subscription-api.js';

/** Ending the subscription: when, and what that means. */
@Component({
  selector: 'pr-cancel-dialog',
  imports: [ChangedMeanwhile, Dialog, ProblemNote],
  template: `
    <pr-dialog
      heading="Cancel the subscription"
      sentence="Tokens you bought stay until they expire."
      [narrow]="true"
      (closed)="closed.emit()"
    >
      @if (write.outdated()) {
        <pr-changed-meanwhile what="the subscription" />
      } @else if (write.problem(); as found) {
        <pr-problem [error]="found" consequence="It goes on as before." [canRetry]="false" />
      }
      <fieldset class="stack-s">
        <legend class="visually-hidden">When</legend>
        @if (ends(); as day) {
          <label class="choice line">
            <input
              type="radio"
              name="when"
              [checked]="at() === 'periodEnd'"
              (change)="at.set('periodEnd')"
            />
            <span>
              <span class="medium">On {{ day }}, when the paid period is over</span>
              <span class="muted small block">You can take it back until then.</span>
            </span>
          </label>
        }
        <label class="choice line">
          <input type="radio" name="when" [checked]="at() === 'now'" (change)="at.set('now')" />
          <span>
            <span class="medium">Now</span>
            <span class="muted small block">{{ nowSense() }}</span>
          </span>
        </label>
      </fieldset>
      <ng-container dialogAction>
        <button type="button" class="btn" data-first-focus (click)="closed.emit()">Keep it</button>
        <button
          type="button"
          class="btn filled danger"
          [disabled]="write.busy()"
          (click)="cancel()"
        >
          {{ at() === 'now' ? 'Cancel now' : 'Cancel on ' + ends() }}
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class CancelDialog {
  private readonly api = inject(SubscriptionApi);
  private readonly clock = inject(Clock);

  readonly subscription = input.required<SubscriptionView>();
  readonly closed = output<void>();
  readonly changed = output<SubscriptionView>();
  /** What is shown is no longer what there is. */
  readonly changedElsewhere = output<void>();

  protected readonly ends = computed(() => {
    const { currentPeriod, status, timeZone, cancelAtPeriodEnd } = this.subscription();
    const ahead = currentPeriod && Date.parse(currentPeriod.end) > this.clock.now();
    if (!ahead || status === 'past_due' || cancelAtPeriodEnd) return null;
    return formatInstant(currentPeriod.end, timeZone, 'day', this.clock.now());
  });
  protected readonly at = linkedSignal<'now' | 'periodEnd'>(() =>
    this.ends() ? 'periodEnd' : 'now',
  );
  protected readonly nowSense = computed(() =>
    this.subscription().status === 'past_due'
      ? 'The charge that is not paid is called off.'
      : 'No further charge. To begin again you subscribe anew.',
  );
  protected readonly write = new VersionedWrite();

  protected async cancel(): Promise<void> {
    const outcome = await this.write.run(() => this.api.cancel(this.subscription(), this.at()));
    if (outcome.ok) this.changed.emit(outcome.value);
    else if (this.write.outdated()) this.changedElsewhere.emit();
  }
}
