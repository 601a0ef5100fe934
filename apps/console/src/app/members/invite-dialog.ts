import { Component, inject, output, signal } from '@angular/core';
import { email, form, FormField, FormRoot, maxLength, required } from '@angular/forms/signals';
import type { MemberView, Permission } from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { FieldMessage } from '../shared/form/field-message.js';
import { Dialog } from '../shared/page/dialog.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { MembersApi } from './members-api.js';
import { PermissionChoices } from './permission-choices.js';

/** Inviting a person by e-mail, with what they may do. */
@Component({
  selector: 'pr-invite-dialog',
  imports: [Dialog, FieldMessage, FormField, FormRoot, PermissionChoices, ProblemNote],
  template: `
    <pr-dialog
      [heading]="'Invite to ' + context.name()"
      sentence="The person gets a mail with a link that is good for seven days."
      (closed)="closed.emit()"
    >
      @if (problem(); as found) {
        <pr-problem [error]="found" consequence="Nobody was invited." [canRetry]="false" />
      }
      <form id="invitation" class="stack-m" [formRoot]="form">
        <div class="field">
          <label for="invite-email">E-mail</label>
          <input
            class="input"
            id="invite-email"
            type="email"
            autocomplete="off"
            data-first-focus
            [formField]="form.email"
            [attr.aria-invalid]="emailError() !== null"
            aria-describedby="invite-email-hint"
          />
          <pr-field-message id="invite-email-hint" [error]="emailError()"
            >Where the invitation goes</pr-field-message
          >
        </div>
        <div class="field">
          <label for="invite-name">Name</label>
          <input
            class="input"
            id="invite-name"
            autocomplete="off"
            [formField]="form.name"
            aria-describedby="invite-name-hint"
          />
          <pr-field-message id="invite-name-hint" [error]="null"
            >How they are called; may stay empty</pr-field-message
          >
        </div>
        <pr-permission-choices [(chosen)]="permissions" />
      </form>
      <ng-container dialogAction>
        <button type="button" class="btn" (click)="closed.emit()">Close</button>
        <button
          type="submit"
          class="btn filled"
          form="invitation"
          [disabled]="form().submitting() || permissions().length === 0"
        >
          Send the invitation
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class InviteDialog {
  private readonly api = inject(MembersApi);
  protected readonly context = inject(OrganizationContext);

  readonly closed = output<void>();
  readonly invited = output<MemberView>();

  protected readonly permissions = signal<Permission[]>(['tokens.view']);
  protected readonly problem = signal<ProblemReport | null>(null);
  private readonly model = signal({ email: '', name: '' });
  protected readonly form = form(
    this.model,
    (path) => {
      required(path.email, { message: 'Enter an e-mail address.' });
      email(path.email, { message: 'This is not an e-mail address.' });
      maxLength(path.name, 100, { message: 'At most 100 characters.' });
    },
    {
      submission: {
        action: async () => {
          await this.invite();
          return undefined;
        },
        onInvalid: (field) => {
          field().errorSummary()[0]?.fieldTree().focusBoundControl();
        },
      },
    },
  );

  protected emailError(): string | null {
    const field = this.form.email();
    const own = field.touched() ? field.errors()[0]?.message : null;
    return own ?? fieldError(this.problem(), '/email');
  }

  private async invite(): Promise<void> {
    this.problem.set(null);
    const { email: address, name } = this.model();
    const outcome = await this.api.invite({
      email: address.trim(),
      ...(name.trim() && { name: name.trim() }),
      permissions: this.permissions(),
    });
    if (outcome.ok) this.invited.emit(outcome.value);
    else this.problem.set(outcome.problem);
  }
}
