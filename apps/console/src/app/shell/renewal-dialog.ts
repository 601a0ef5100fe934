import { Component, inject, signal } from '@angular/core';
import { form, FormField, FormRoot, required } from '@angular/forms/signals';
import { Session } from '../core/auth/session.js';
import type { ProblemReport } from '../core/http/problem.js';
import { Dialog } from '../shared/page/dialog.js';
import { ProblemNote } from '../shared/state/problem-note.js';

/** The session ended under an open page: sign in again and go on, with what was typed kept. */
@Component({
  selector: 'pr-renewal-dialog',
  imports: [Dialog, FormField, FormRoot, ProblemNote],
  template: `
    <pr-dialog
      heading="Sign in again"
      sentence="The session ended. What you typed on this page is kept."
      [narrow]="true"
      (closed)="leave()"
    >
      <form id="renewal" class="stack-m" [formRoot]="form">
        @if (problem(); as found) {
          <pr-problem [error]="found" [canRetry]="false" />
        }
        <input
          class="visually-hidden"
          type="email"
          autocomplete="username"
          aria-label="E-mail"
          tabindex="-1"
          readonly
          [value]="email"
        />
        <div class="field">
          <label for="renewal-password">Password of {{ email }}</label>
          <input
            class="input big"
            id="renewal-password"
            type="password"
            autocomplete="current-password"
            data-first-focus
            [formField]="form.password"
          />
        </div>
      </form>
      <ng-container dialogAction>
        <button type="button" class="btn" (click)="leave()">Leave</button>
        <button type="submit" class="btn filled" form="renewal" [disabled]="form().submitting()">
          Sign in
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class RenewalDialog {
  private readonly session = inject(Session);
  protected readonly email = this.session.user()?.email ?? '';
  protected readonly problem = signal<ProblemReport | null>(null);
  private readonly model = signal({ password: '' });
  protected readonly form = form(
    this.model,
    (path) => {
      required(path.password);
    },
    {
      submission: {
        action: async () => {
          this.problem.set(null);
          const outcome = await this.session.signIn(this.email, this.model().password);
          if (!outcome.ok) this.problem.set(outcome.problem);
          return undefined;
        },
      },
    },
  );

  protected leave(): void {
    this.session.declineRenewal();
  }
}
