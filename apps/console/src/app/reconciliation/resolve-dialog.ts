import { Component, inject, input, output, signal } from '@angular/core';
import { form, FormField, FormRoot, required } from '@angular/forms/signals';
import type { ReconciliationCaseView } from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { ReconciliationApi } from './reconciliation-api.js';

/** Closes a case with what was done about it. */
@Component({
  selector: 'pr-resolve-dialog',
  imports: [Dialog, FieldHint, FormField, FormRoot, ProblemNote],
  template: `
    <pr-dialog
      heading="Resolve the case"
      [narrow]="true"
      [closable]="!form().submitting()"
      (closed)="closed.emit(false)"
    >
      <p>{{ case().detail }}</p>
      <p class="muted">
        Resolving changes no balance: do first what is to be done. It opens again if the difference
        is still there. Your reason is kept in the audit trail.
      </p>
      <form id="resolve" class="stack-m" novalidate [formRoot]="form">
        @if (problem(); as found) {
          @if (!serverSays()) {
            <pr-problem [error]="found" consequence="It is still open." [canRetry]="false" />
          }
        }
        <div class="field">
          <label for="resolve-reason">What was done</label>
          <textarea
            class="input"
            id="resolve-reason"
            rows="3"
            data-first-focus
            aria-describedby="resolve-hint"
            [formField]="form.reason"
          ></textarea>
          <pr-field-hint id="resolve-hint" [field]="form.reason()" [server]="serverSays()" />
        </div>
      </form>
      <ng-container dialogAction>
        <button
          type="button"
          class="btn"
          [disabled]="form().submitting()"
          (click)="closed.emit(false)"
        >
          Leave it open
        </button>
        <button type="submit" class="btn filled" form="resolve" [disabled]="form().submitting()">
          Resolve it
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class ResolveDialog {
  private readonly api = inject(ReconciliationApi);

  readonly case = input.required<ReconciliationCaseView>();
  /** Whether it was resolved. */
  readonly closed = output<boolean>();

  private readonly model = signal({ reason: '' });
  protected readonly form = form(
    this.model,
    (path) => {
      required(path.reason, { message: 'Say what was done.' });
    },
    {
      submission: {
        action: async () => {
          this.problem.set(null);
          const outcome = await this.api.resolve(this.case(), this.model().reason.trim());
          if (outcome.ok) this.closed.emit(true);
          else this.problem.set(outcome.problem);
          return undefined;
        },
      },
    },
  );
  protected readonly problem = signal<ProblemReport | null>(null);

  protected serverSays(): string | null {
    return fieldError(this.problem(), '/reason');
  }
}
