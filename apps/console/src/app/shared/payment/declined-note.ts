import { Component, computed, input } from '@angular/core';
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
        <b>{{ reason() }}</b>
        <p>
          Nothing was charged and no tokens were credited. Use another card, or try again later.
        </p>
        @if (requestId(); as id) {
          <p class="row small">Request <pr-copy-id [value]="id" label="request id" /></p>
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

  /** What follows the first sentence says what the note says by itself. */
  protected readonly reason = computed(
    () => /^.*?[.!?](?=\s|$)/.exec(this.detail())?.[0] ?? this.detail(),
  );
}
