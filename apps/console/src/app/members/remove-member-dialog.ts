import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { MemberView } from '@purser/contracts';
import { Session } from '../core/auth/session.js';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Dialog } from '../shared/page/dialog.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { MembersApi } from './members-api.js';

/** Taking a member out, or an invitation back. */
@Component({
  selector: 'pr-remove-member-dialog',
  imports: [ChangedMeanwhile, Dialog, ProblemNote],
  template: `
    <pr-dialog [heading]="heading()" [narrow]="true" (closed)="closed.emit()">
      @if (outdated()) {
        <pr-changed-meanwhile [what]="person().name" />
      } @else if (problem(); as found) {
        <pr-problem [error]="found" consequence="Nobody was removed." [canRetry]="false" />
      }
      <p>{{ sentence() }}</p>
      <ng-container dialogAction>
        <button type="button" class="btn" data-first-focus (click)="closed.emit()">Keep</button>
        <button type="button" class="btn filled danger" [disabled]="busy()" (click)="remove()">
          {{ invited() ? 'Take the invitation back' : 'Remove ' + person().name }}
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class RemoveMemberDialog {
  private readonly api = inject(MembersApi);
  private readonly session = inject(Session);
  private readonly context = inject(OrganizationContext);

  readonly person = input.required<MemberView>();
  readonly closed = output<void>();
  /** What is shown is no longer what there is. */
  readonly changedElsewhere = output<void>();
  readonly removed = output<void>();

  protected readonly invited = computed(() => this.person().status === 'invited');
  protected readonly heading = computed(() =>
    this.invited() ? 'Take the invitation back' : `Remove ${this.person().name}`,
  );
  protected readonly sentence = computed(() => {
    const { email, userId } = this.person();
    if (this.invited()) return `The link that ${email} got no longer lets them in.`;
    if (userId === this.session.user()?.id) {
      return `You lose access to ${this.context.name()} at once. Only an administrator can invite you again.`;
    }
    return `${email} loses access to ${this.context.name()} at once. What they did stays in the audit trail; API keys they made keep working.`;
  });
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly outdated = computed(() => this.problem()?.key === 'precondition-failed');

  protected async remove(): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    const outcome = await this.api.remove(this.person());
    this.busy.set(false);
    if (outcome.ok) {
      this.removed.emit();
      return;
    }
    this.problem.set(outcome.problem);
    if (this.outdated()) this.changedElsewhere.emit();
  }
}
