import { Component, computed, inject, input, output } from '@angular/core';
import type { PackageView, SubscriptionView } from '@purser/contracts';
import { Dialog } from '../shared/page/dialog.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { VersionedWrite } from '../shared/state/versioned-write.js';
import { NextCharges } from './next-charges.js';
import { SubscriptionApi } from './subscription-api.js';

const SHOWN = 3;

/** Going on after a pause, or taking a cancellation back: the charges that come of it first. */
@Component({
  selector: 'pr-resume-dialog',
  imports: [ChangedMeanwhile, Dialog, Loading, NextCharges, ProblemNote],
  template: `
    <pr-dialog [heading]="heading()" [sentence]="sentence()" (closed)="closed.emit()">
      @if (write.outdated()) {
        <pr-changed-meanwhile what="the subscription" />
      } @else if (write.problem(); as found) {
        <pr-problem [error]="found" consequence="Nothing was changed." [canRetry]="false" />
      }
      @if (rehearsal.error(); as error) {
        <pr-problem [error]="error" what="The charges" (retried)="rehearsal.reload()" />
      } @else if (rehearsal.hasValue()) {
        <pr-next-charges
          [charges]="rehearsal.value().preview.slice(0, shown)"
          [packages]="packages()"
          [timeZone]="subscription().timeZone"
        />
      } @else {
        <pr-loading what="the next charges" shape="table" [lines]="3" />
      }
      <ng-container dialogAction>
        <button type="button" class="btn" (click)="closed.emit()">Close</button>
        <button
          type="button"
          class="btn filled"
          data-first-focus
          [disabled]="write.busy()"
          (click)="resume()"
        >
          {{ paused() ? 'Resume' : 'Keep the subscription' }}
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class ResumeDialog {
  private readonly api = inject(SubscriptionApi);

  readonly subscription = input.required<SubscriptionView>();
  readonly packages = input.required<readonly PackageView[]>();
  readonly closed = output<void>();
  readonly changed = output<SubscriptionView>();
  /** What is shown is no longer what there is. */
  readonly changedElsewhere = output<void>();

  protected readonly shown = SHOWN;
  protected readonly rehearsal = this.api.chargesOfResume(computed(() => this.subscription().id));
  protected readonly paused = computed(() => this.subscription().status === 'paused');
  protected readonly heading = computed(() =>
    this.paused() ? 'Resume the subscription' : 'Keep the subscription',
  );
  protected readonly sentence = computed(() =>
    this.paused()
      ? 'Nothing is charged for the time it was paused, and nothing today.'
      : 'The cancellation is taken back. Nothing is charged today.',
  );
  protected readonly write = new VersionedWrite();

  protected async resume(): Promise<void> {
    const outcome = await this.write.run(() => this.api.resume(this.subscription()));
    if (outcome.ok) this.changed.emit(outcome.value);
    else if (this.write.outdated()) this.changedElsewhere.emit();
  }
}
