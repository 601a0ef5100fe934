import { Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import type { MemberView, Permission } from '@purser/contracts';
import { Session } from '../core/auth/session.js';
import { Icon } from '../shared/icon/icon.js';
import { Dialog } from '../shared/page/dialog.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { VersionedWrite } from '../shared/state/versioned-write.js';
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
      @if (write.outdated()) {
        <pr-changed-meanwhile [what]="person().name" />
      } @else if (write.problem(); as found) {
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
          [disabled]="write.busy() || permissions().length === 0 || !changed()"
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
  protected readonly write = new VersionedWrite();

  protected async save(): Promise<void> {
    const outcome = await this.write.run(() =>
      this.api.setPermissions(this.person(), this.permissions()),
    );
    if (outcome.ok) this.saved.emit(outcome.value);
    else if (this.write.outdated()) this.changedElsewhere.emit();
  }
}
