import { Component, inject, input, output, signal } from '@angular/core';
import type { WebhookEndpointSecretView, WebhookEndpointView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { Dialog } from '../shared/page/dialog.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { SecretOnce } from '../shared/value/secret-once.js';
import { Time } from '../shared/value/time.js';
import { WebhooksApi } from './webhooks-api.js';

/** Gives an endpoint another secret, with a time in which both sign. */
@Component({
  selector: 'pr-rotate-dialog',
  imports: [Dialog, ProblemNote, SecretOnce, Time],
  template: `
    @if (rotated(); as done) {
      <pr-dialog heading="The secret is rotated" [closable]="false">
        <p>
          @if (done.previousSecretUntil; as until) {
            Webhooks are signed with both secrets until <pr-time [at]="until" />.
          } @else {
            From now on only this secret signs.
          }
        </p>
        <pr-secret-once label="Signing secret" [secret]="done.secret" [(kept)]="kept" />
        <button
          dialogAction
          type="button"
          class="btn filled"
          [disabled]="!kept()"
          (click)="closed.emit(true)"
        >
          Done
        </button>
      </pr-dialog>
    } @else {
      <pr-dialog
        heading="Rotate the secret"
        [narrow]="true"
        [closable]="!working()"
        (closed)="closed.emit(false)"
      >
        @if (problem(); as found) {
          <pr-problem [error]="found" consequence="Nothing was changed." [canRetry]="false" />
        }
        <p class="url code">{{ endpoint().url }}</p>
        <div class="field">
          <label for="overlap">The old secret signs too for</label>
          <select class="select" id="overlap" [value]="hours()" (change)="choose($event)">
            @for (one of overlaps; track one.hours) {
              <option [value]="one.hours" [selected]="one.hours === hours()">{{ one.word }}</option>
            }
          </select>
          <span class="hint">{{
            hours() === 0
              ? 'For a secret that somebody else knows: programs fail until they have the new one.'
              : 'Give the program the new secret within this time.'
          }}</span>
        </div>
        <ng-container dialogAction>
          <button
            type="button"
            class="btn"
            data-first-focus
            [disabled]="working()"
            (click)="closed.emit(false)"
          >
            Keep it
          </button>
          <button
            type="button"
            class="btn filled"
            [class.danger]="hours() === 0"
            [disabled]="working()"
            (click)="rotate()"
          >
            Rotate it
          </button>
        </ng-container>
      </pr-dialog>
    }
  `,
  styles: `
    .url {
      overflow-wrap: anywhere;
    }
  `,
})
export class RotateDialog {
  private readonly api = inject(WebhooksApi);

  readonly endpoint = input.required<WebhookEndpointView>();
  /** Whether the secret was rotated. */
  readonly closed = output<boolean>();

  protected readonly overlaps = [
    { hours: 0, word: 'No time' },
    { hours: 1, word: '1 hour' },
    { hours: 24, word: '1 day' },
    { hours: 168, word: '7 days' },
  ];
  protected readonly hours = signal(24);
  protected readonly working = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly rotated = signal<WebhookEndpointSecretView | null>(null);
  protected readonly kept = signal(false);

  protected choose(event: Event): void {
    this.hours.set(Number((event.target as HTMLSelectElement).value));
  }

  protected async rotate(): Promise<void> {
    this.problem.set(null);
    this.working.set(true);
    const outcome = await this.api.rotate(this.endpoint().id, this.hours());
    this.working.set(false);
    if (outcome.ok) this.rotated.set(outcome.value);
    else this.problem.set(outcome.problem);
  }
}
