import { Component, computed, inject, input, output } from '@angular/core';
import type { MemberView } from '@purser/contracts';
import { Session } from '../core/auth/session.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Dialog } from '../shared/page/dialog.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { VersionedWrite } from '../shared/state/versioned-write.js';
import { MembersApi } from './members-api.js';

/** Taking a member out, or an invitation back. */
@Component({
  selector: 'pr-remove-member-dialog',
  imports: [ChangedMeanwhile, Dialog, ProblemNote],
  template: `
    <pr-dialog [heading]="heading()" [narrow]="true" (closed)="closed.emit()">
      @if (write.outdated()) {
        <pr-changed-meanwhile [what]="person().name" />
      } @else if (write.problem(); as found) {
        <pr-problem [error]="found" consequence="Nobody was removed." [canRetry]="false" />
      }
      <p>{{ sentence() }}</p>
      <ng-container dialogAction>
        <button type="button" class="btn" data-first-focus (click)="closed.emit()">Keep</button>
        <button
          type="button"
          class="btn filled danger"
          [disabled]="write.busy()"
          (click)="remove()"
        >
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
  protected readonly write = new VersionedWrite();

  protected async remove(): Promise<void> {
    const outcome = await this.write.run(() => this.api.remove(this.person()));
    if (outcome.ok) this.removed.emit();
    else if (this.write.outdated()) this.changedElsewhere.emit();
  }
}
