import { Component, inject, output, signal } from '@angular/core';
import type { PaymentMethodView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { Dialog } from '../shared/page/dialog.js';
import { DeclinedNote } from '../shared/payment/declined-note.js';
import { TEST_CARDS } from '../shared/payment/test-cards.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { PaymentMethodsApi } from './payment-methods-api.js';

/** Adding a card in the sandbox, which knows test cards by name. */
@Component({
  selector: 'pr-add-card-dialog',
  imports: [DeclinedNote, Dialog, ProblemNote],
  template: `
    <pr-dialog
      heading="Add a card"
      sentence="This is a sandbox: choose how the card behaves. Nothing is charged."
      (closed)="closed.emit()"
    >
      @if (problem(); as found) {
        @if (found.key === 'card-declined') {
          <pr-declined-note [detail]="found.detail" [requestId]="found.requestId" />
        } @else {
          <pr-problem [error]="found" consequence="No card was added." [canRetry]="false" />
        }
      }
      <fieldset class="tests">
        <legend class="visually-hidden">Test card</legend>
        @for (card of cards; track card.id) {
          <label class="choice line">
            <input
              type="radio"
              name="test-card"
              [value]="card.id"
              [checked]="card.id === chosen()"
              (change)="chosen.set(card.id)"
            />
            <span>
              <span class="medium">{{ card.label }}</span>
              <span class="muted small block">{{ card.outcome }}</span>
            </span>
          </label>
        }
      </fieldset>
      <ng-container dialogAction>
        <button type="button" class="btn" (click)="closed.emit()">Close</button>
        <button type="button" class="btn filled" [disabled]="busy()" (click)="add()">
          Add the card
        </button>
      </ng-container>
    </pr-dialog>
  `,
  styles: `
    .tests {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
      gap: 8px;
    }
  `,
})
export class AddCardDialog {
  private readonly api = inject(PaymentMethodsApi);

  readonly closed = output<void>();
  readonly added = output<PaymentMethodView>();

  protected readonly cards = TEST_CARDS;
  protected readonly chosen = signal(TEST_CARDS[0]?.id ?? '');
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);

  protected async add(): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    const outcome = await this.api.attach(this.chosen());
    this.busy.set(false);
    if (outcome.ok) this.added.emit(outcome.value);
    else this.problem.set(outcome.problem);
  }
}
