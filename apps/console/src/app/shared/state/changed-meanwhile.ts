import { Component, input } from '@angular/core';
import { Icon } from '../icon/icon.js';

/** Somebody else was faster: what is shown is read again, and one decides anew. */
@Component({
  selector: 'pr-changed-meanwhile',
  imports: [Icon],
  template: `
    <div class="note warning-tone" role="alert">
      <pr-icon name="triangle-alert" />
      <div>
        <b>Somebody changed {{ what() }} while you did.</b> Nothing of yours was saved. What is
        shown holds at this moment; choose again.
      </div>
    </div>
  `,
})
export class ChangedMeanwhile {
  /** What was changed, within a sentence: "the subscription". */
  readonly what = input.required<string>();
}
