import { Component, computed, inject, input, signal } from '@angular/core';
import { email, form, FormField, FormRoot, required } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import { safeReturnUrl } from '../core/auth/sign-in-address.js';
import { Session } from '../core/auth/session.js';
import type { ProblemReport } from '../core/http/problem.js';
import { Installation } from '../core/installation.js';
import { Icon } from '../shared/icon/icon.js';
import { ProblemNote } from '../shared/state/problem-note.js';

const DEMO_PASSWORD = 'purser-demo';
const STAFF_DOMAIN = '@purser.test';

/** Sign in; in the sandbox the demo people stand beside the form. */
@Component({
  selector: 'pr-sign-in-page',
  imports: [FormField, FormRoot, Icon, ProblemNote, RouterLink],
  templateUrl: './sign-in-page.html',
  styleUrl: './sign-in-page.scss',
})
export class SignInPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly installation = inject(Installation);

  /** Where to go on after signing in, from the address. */
  readonly returnUrl = input<string>();

  protected readonly passwordShown = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly demoPassword = DEMO_PASSWORD;
  protected readonly demoPeople = computed(() => {
    const view = this.installation.view();
    if (!view?.sandbox) return [];
    return view.demoPeople.map((person) => ({
      ...person,
      initials: person.email.slice(0, 2).toUpperCase(),
      staff: person.email.endsWith(STAFF_DOMAIN),
    }));
  });

  private readonly model = signal({ email: '', password: '' });
  protected readonly form = form(
    this.model,
    (path) => {
      required(path.email, { message: 'Enter the e-mail of your account.' });
      email(path.email, { message: 'This is not an e-mail address.' });
      required(path.password, { message: 'Enter the password.' });
    },
    {
      submission: {
        action: async () => {
          await this.signIn();
          return undefined;
        },
        onInvalid: (field) => {
          const first = field().errorSummary()[0];
          first?.fieldTree().focusBoundControl();
        },
      },
    },
  );

  protected async signInAs(address: string): Promise<void> {
    this.model.set({ email: address, password: DEMO_PASSWORD });
    await this.signIn();
  }

  private async signIn(): Promise<void> {
    this.problem.set(null);
    const { email: address, password } = this.model();
    const outcome = await this.session.signIn(address.trim(), password);
    if (!outcome.ok) {
      this.problem.set(outcome.problem);
      return;
    }
    await this.router.navigateByUrl(safeReturnUrl(this.returnUrl()));
  }
}
