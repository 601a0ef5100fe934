import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import type { MemberView, Permission } from '@purser/contracts';
import { Session } from '../core/auth/session.js';
import type { ProblemReport } from '../core/http/problem.js';
import { Icon } from '../shared/icon/icon.js';
import { Dialog } from '../shared/page/dialog.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { MembersApi } from './members-api.js';
import { PermissionChoices } from './permission-choices.js';

/** What a member may do. */
@Component({
  selector: 'pr-permissions-dialog',
  imports: [ChangedMeanwhile, Dialog, Icon, PermissionChoices, ProblemNote],
  template: `
    <pr-dialog
      [heading]="'What ' + person().name + ' may do'"
      [sentence]="person().email"
      (closed)="closed.emit()"
    >
      @if (outdated()) {
        <pr-changed-meanwhile [what]="person().name" />
      } @else if (problem(); as found) {
        <pr-problem [error]="found" consequence="Nothing was changed." [canRetry]="false" />
      }
      @if (locksOut()) {
        <div class="note warning-tone" role="alert">
          <pr-icon name="triangle-alert" />
          <div>
            <b>You take your own right to administer away.</b> Only another administrator can give
            it back.
          </div>
        </div>
      }
      <pr-permission-choices [(chosen)]="permissions" />
      <ng-container dialogAction>
        <button type="button" class="btn" (click)="closed.emit()">Close</button>
        <button
          type="button"
          class="btn filled"
          [disabled]="busy() || permissions().length === 0 || !changed()"
          (click)="save()"
        >
          Save permissions
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class PermissionsDialog {
  private readonly api = inject(MembersApi);
  private readonly session = inject(Session);

  readonly person = input.required<MemberView>();
  readonly closed = output<void>();
  /** What is shown is no longer what there is. */
  readonly changedElsewhere = output<void>();
  readonly saved = output<MemberView>();

  protected readonly permissions = linkedSignal<Permission[]>(() => this.person().permissions);
  protected readonly changed = computed(
    () =>
      this.permissions().toSorted().join(' ') !== this.person().permissions.toSorted().join(' '),
  );
  protected readonly locksOut = computed(
    () =>
      this.session.user()?.id === this.person().userId &&
      this.person().permissions.includes('organization.admin') &&
      !this.permissions().includes('organization.admin'),
  );
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly outdated = computed(() => this.problem()?.key === 'precondition-failed');

  protected async save(): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    const outcome = await this.api.setPermissions(this.person(), this.permissions());
    this.busy.set(false);
    if (outcome.ok) {
      this.saved.emit(outcome.value);
      return;
    }
    this.problem.set(outcome.problem);
    if (this.outdated()) this.changedElsewhere.emit();
  }
}
