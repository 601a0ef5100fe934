import { Component, inject } from '@angular/core';
import { UnsavedChanges } from '../core/unsaved-changes.js';
import { Dialog } from '../shared/page/dialog.js';

/** Asks before a page is left on which something was typed and not saved. */
@Component({
  selector: 'pr-unsaved-dialog',
  imports: [Dialog],
  template: `
    <pr-dialog
      heading="Leave without saving?"
      sentence="What you changed on this page is not saved yet. It is lost if you leave."
      [narrow]="true"
      (closed)="answer(false)"
    >
      <ng-container dialogAction>
        <button type="button" class="btn" (click)="answer(true)">Leave</button>
        <button type="button" class="btn filled" data-first-focus (click)="answer(false)">
          Stay
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class UnsavedDialog {
  private readonly unsaved = inject(UnsavedChanges);

  protected answer(leave: boolean): void {
    this.unsaved.question()?.(leave);
  }
}
