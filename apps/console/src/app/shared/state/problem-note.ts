import { Component, computed, input, output } from '@angular/core';
import { toProblem } from '../../core/http/problem.js';
import { Icon } from '../icon/icon.js';
import { CopyId } from '../value/copy-id.js';

/**
 * What did not work, whether anything was changed, what to do, and the request id to copy. Takes
 * whatever was thrown, or a problem that was read already.
 */
@Component({
  selector: 'pr-problem',
  imports: [CopyId, Icon],
  template: `
    <div class="note error-tone" role="alert">
      <pr-icon [name]="problem().key === 'offline' ? 'wifi-off' : 'circle-x'" />
      <div>
        <b>{{ heading() }}</b>
        <p>{{ problem().detail }} {{ consequence() }}</p>
        <div class="row">
          @if (canRetry()) {
            <button type="button" class="btn small" (click)="retried.emit()">
              <pr-icon name="refresh-cw" />Try again
            </button>
          }
          <ng-content />
        </div>
        @if (problem().status > 0) {
          <details>
            <summary>Details</summary>
            <dl class="facts left">
              <dt>Problem</dt>
              <dd class="code">/problems/{{ problem().key }}</dd>
              <dt>Status</dt>
              <dd class="code">{{ problem().status }}</dd>
              @if (problem().requestId; as id) {
                <dt>Request</dt>
                <dd><pr-copy-id [value]="id" label="request id" /></dd>
              }
            </dl>
          </details>
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
      margin: 2px 0 0;
    }
    .row:not(:empty) {
      margin-top: 10px;
    }
    details {
      margin-top: 8px;
    }
    summary {
      cursor: pointer;
      width: fit-content;
    }
    dl {
      margin-top: 8px;
    }
    .facts dt {
      color: inherit;
    }
  `,
})
export class ProblemNote {
  readonly error = input.required<unknown>();
  /** What did not load or happen, as a subject: "The balance history". Else the title is shown. */
  readonly what = input<string>();
  /** Whether something was or may have been changed, in a sentence. */
  readonly consequence = input('');
  readonly canRetry = input(true);
  readonly retried = output<void>();

  protected readonly problem = computed(() => {
    const error = this.error();
    return isReport(error) ? error : toProblem(error);
  });
  protected readonly heading = computed(() => {
    const what = this.what();
    return what ? `${what} did not load.` : `${this.problem().title}.`;
  });
}

function isReport(error: unknown): error is ReturnType<typeof toProblem> {
  return typeof error === 'object' && error !== null && 'key' in error && 'requestId' in error;
}
