import { HttpClient } from '@angular/common/http';
import { Component, inject, signal } from '@angular/core';
import { email, form, FormField, FormRoot, required } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { withoutSession } from '../core/auth/session.js';
import { outcomeOf } from '../core/http/outcome.js';
import type { ProblemReport } from '../core/http/problem.js';
import { Icon } from '../shared/icon/icon.js';
import { ProblemNote } from '../shared/state/problem-note.js';

/** Asks for a reset link. The answer is the same whether the account exists or not. */
@Component({
  selector: 'pr-forgot-password-page',
  imports: [FormField, FormRoot, Icon, ProblemNote, RouterLink],
  templateUrl: './forgot-password-page.html',
  styleUrl: './password-page.scss',
})
export class ForgotPasswordPage {
  private readonly http = inject(HttpClient);

  protected readonly sentTo = signal<string | null>(null);
  protected readonly problem = signal<ProblemReport | null>(null);
  private readonly model = signal({ email: '' });
  protected readonly form = form(
    this.model,
    (path) => {
      required(path.email, { message: 'Enter the e-mail of your account.' });
      email(path.email, { message: 'This is not an e-mail address.' });
    },
    {
      submission: {
        action: async () => {
          await this.ask();
          return undefined;
        },
      },
    },
  );

  private async ask(): Promise<void> {
    this.problem.set(null);
    const address = this.model().email.trim();
    const outcome = await outcomeOf(
      this.http.post(
        '/api/auth/password/forgot',
        { email: address },
        { context: withoutSession() },
      ),
    );
    if (outcome.ok) this.sentTo.set(address);
    else this.problem.set(outcome.problem);
  }
}
