import { Component, computed, input, output, signal } from '@angular/core';
import { form, FormField, FormRoot, validate } from '@angular/forms/signals';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { ProblemNote } from '../shared/state/problem-note.js';

/** An act of staff that needs nothing but a reason. What it means is projected. */
@Component({
  selector: 'pr-reason-dialog',
  imports: [Dialog, FieldHint, FormField, FormRoot, ProblemNote],
  template: `
    <pr-dialog
      [heading]="heading()"
      [narrow]="true"
      [closable]="!working()"
      (closed)="closed.emit()"
    >
      @if (problem(); as found) {
        @if (found.errors.length === 0) {
          <pr-problem [error]="found" consequence="Nothing was changed." [canRetry]="false" />
        }
      }
      <ng-content />
      <form id="reason-form" novalidate [formRoot]="form">
        <div class="field">
          <label for="reason"
            >Reason
            @if (optional()) {
              <span class="muted regular">(optional)</span>
            }
          </label>
          <textarea
            class="input"
            id="reason"
            rows="3"
            data-first-focus
            aria-describedby="reason-hint"
            [formField]="form.reason"
          ></textarea>
          <pr-field-hint
            id="reason-hint"
            [field]="form.reason()"
            [server]="serverSays()"
            [hint]="hint()"
          />
        </div>
      </form>
      <ng-container dialogAction>
        <button type="button" class="btn" [disabled]="working()" (click)="closed.emit()">
          {{ refusal() }}
        </button>
        <button
          type="submit"
          class="btn filled"
          [class.danger]="danger()"
          form="reason-form"
          [disabled]="working()"
          [attr.aria-busy]="working()"
        >
          {{ verb() }}
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class ReasonDialog {
  readonly heading = input.required<string>();
  readonly verb = input.required<string>();
  readonly refusal = input('Cancel');
  readonly hint = input('Kept in the audit trail.');
  readonly danger = input(false);
  readonly optional = input(false);
  readonly working = input(false);
  readonly problem = input<ProblemReport | null>(null);
  /** The reason, on one line; empty where it is optional and was left out. */
  readonly confirmed = output<string>();
  readonly closed = output<void>();

  private readonly model = signal({ reason: '' });
  private readonly reason = computed(() => this.model().reason.replace(/\s+/g, ' ').trim());
  protected readonly form = form(
    this.model,
    (path) => {
      validate(path.reason, () => {
        const { length } = this.reason();
        if (length === 0 && this.optional()) return undefined;
        return length >= 3 && length <= 500
          ? undefined
          : { kind: 'reason', message: 'Say why, in 3 to 500 characters.' };
      });
    },
    {
      submission: {
        action: () => {
          this.confirmed.emit(this.reason());
          return Promise.resolve(undefined);
        },
        onInvalid: (field) => field().errorSummary()[0]?.fieldTree().focusBoundControl(),
      },
    },
  );
  protected readonly serverSays = computed(() => fieldError(this.problem(), '/reason'));
}
