import { Component, input } from '@angular/core';
import { Icon } from '../icon/icon.js';
import { CopyId } from '../value/copy-id.js';

/** A declined card, said plainly. */
@Component({
  selector: 'pr-declined-note',
  imports: [CopyId, Icon],
  template: `
    <div class="note error-tone" role="alert">
      <pr-icon name="credit-card" />
      <div>
        <b>{{ detail() }}</b>
        <p>
          Nothing was charged and no tokens were credited. Use another card, or try again later.
        </p>
        @if (requestId(); as id) {
          <pr-copy-id [value]="id" label="request id" />
        }
      </div>
    </div>
  `,
  styles: `
    :host {
      display: block;
      --id-color: currentcolor;
    }
    p {
      margin-top: 2px;
    }
  `,
})
export class DeclinedNote {
  /** The decline in a sentence, as the API says it. */
  readonly detail = input.required<string>();
  readonly requestId = input.required<string | null>();
}
