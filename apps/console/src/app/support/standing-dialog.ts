import { Component, inject, input, linkedSignal, output, signal } from '@angular/core';
import type { SuspensionSource, SuspensionView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Time } from '../shared/value/time.js';
import { ReasonDialog } from './reason-dialog.js';
import { SupportApi } from './support-api.js';
import { SUSPENSION_SOURCES } from './support-words.js';

/** Stops the spending of a wallet, or lets it spend again. */
@Component({
  selector: 'pr-standing-dialog',
  imports: [ReasonDialog, Time],
  template: `
    @if (act() === 'suspend') {
      <pr-reason-dialog
        [heading]="'Suspend the wallet of ' + context.name()"
        verb="Suspend the wallet"
        [danger]="true"
        [working]="working()"
        [problem]="problem()"
        [hint]="context.name() + ' reads it.'"
        (confirmed)="suspend($event)"
        (closed)="closed.emit(false)"
      >
        <p>
          From that moment every debit and hold is refused with <b>wallet-suspended</b>. Credits
          still land, open holds can still be captured, and no token is lost.
        </p>
      </pr-reason-dialog>
    } @else {
      <pr-reason-dialog
        [heading]="'Reactivate the wallet of ' + context.name()"
        verb="Reactivate it"
        [working]="working()"
        [problem]="problem()"
        [hint]="context.name() + ' reads it.'"
        (confirmed)="reactivate($event)"
        (closed)="closed.emit(false)"
      >
        <fieldset class="stack-s">
          <legend class="visually-hidden">Which suspension ends</legend>
          @for (one of suspensions(); track one.id) {
            <label class="choice">
              <span class="row nowrap">
                <input
                  type="radio"
                  name="suspension"
                  [checked]="source() === one.source"
                  (change)="source.set(one.source)"
                />
                <span class="medium">{{ sources[one.source] }}</span>
              </span>
              <span class="muted small"
                >Since <pr-time [at]="one.openedAt" />: {{ one.reason }}</span
              >
            </label>
          }
        </fieldset>
        <p class="muted">
          @if (suspensions().length > 1) {
            The wallet spends again once none of them is open.
          } @else {
            Debits and holds are accepted again at once.
          }
        </p>
      </pr-reason-dialog>
    }
  `,
})
export class StandingDialog {
  private readonly api = inject(SupportApi);
  protected readonly context = inject(OrganizationContext);

  readonly act = input.required<'suspend' | 'reactivate'>();
  readonly suspensions = input.required<readonly SuspensionView[]>();
  /** Whether something was changed. */
  readonly closed = output<boolean>();

  protected readonly sources = SUSPENSION_SOURCES;
  protected readonly source = linkedSignal<SuspensionSource>(() => {
    const open = this.suspensions().map(({ source }) => source);
    return open.includes('support') ? 'support' : (open[0] ?? 'support');
  });
  protected readonly working = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);

  protected suspend(reason: string): Promise<void> {
    return this.change(() => this.api.suspend(reason));
  }

  protected reactivate(reason: string): Promise<void> {
    return this.change(() => this.api.reactivate(this.source(), reason));
  }

  private async change(act: () => ReturnType<SupportApi['suspend']>): Promise<void> {
    this.working.set(true);
    this.problem.set(null);
    const outcome = await act();
    this.working.set(false);
    if (outcome.ok) this.closed.emit(true);
    else this.problem.set(outcome.problem);
  }
}
