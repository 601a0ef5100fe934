import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { form, FormField, FormRoot, minLength, required, validate } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { withoutSession } from '../core/auth/session.js';
import { outcomeOf } from '../core/http/outcome.js';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { Icon } from '../shared/icon/icon.js';
import { ProblemNote } from '../shared/state/problem-note.js';

const LEAST_LENGTH = 10;

/** Sets a password by the token of a mailed link: after forgetting it, or when invited. */
@Component({
  selector: 'pr-reset-password-page',
  imports: [FormField, FormRoot, Icon, ProblemNote, RouterLink],
  templateUrl: './reset-password-page.html',
  styleUrl: './password-page.scss',
})
export class ResetPasswordPage {
  private readonly http = inject(HttpClient);

  /** The token of the link, from the address. */
  readonly token = input<string>();
  /** Whether the link came with an invitation. */
  readonly invitation = input(false);

  protected readonly done = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly passwordProblem = computed(() => fieldError(this.problem(), '/password'));
  private readonly model = signal({ password: '', again: '' });
  protected readonly form = form(
    this.model,
    (path) => {
      required(path.password, { message: 'Enter a password.' });
      minLength(path.password, LEAST_LENGTH, {
        message: `Use at least ${LEAST_LENGTH} characters.`,
      });
      validate(path.again, ({ value, valueOf }) =>
        value() === valueOf(path.password)
          ? undefined
          : { kind: 'different', message: 'The two passwords differ.' },
      );
    },
    {
      submission: {
        action: async () => {
          await this.set();
          return undefined;
        },
      },
    },
  );

  private async set(): Promise<void> {
    this.problem.set(null);
    const outcome = await outcomeOf(
      this.http.post(
        '/api/auth/password/reset',
        { token: this.token() ?? '', password: this.model().password },
        { context: withoutSession() },
      ),
    );
    if (outcome.ok) this.done.set(true);
    else this.problem.set(outcome.problem);
  }
}
