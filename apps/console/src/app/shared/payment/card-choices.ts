import { Component, computed, inject, input, model } from '@angular/core';
import type { PaymentMethodView } from '@purser/contracts';
import { Installation } from '../../core/installation.js';
import { Badge } from '../badge/badge.js';
import { cardName } from '../format/card.js';
import { Icon } from '../icon/icon.js';
import { TEST_CARDS } from './test-cards.js';

/** The cards to pay with; in the sandbox also Stripe's test cards. */
@Component({
  selector: 'pr-card-choices',
  imports: [Badge, Icon],
  template: `
    <fieldset class="stack-s">
      <legend class="visually-hidden">Payment method</legend>
      @for (row of rows(); track row.method.id) {
        <label class="choice line">
          <input
            type="radio"
            name="card"
            [value]="row.method.id"
            [checked]="row.method.id === selected()"
            (change)="selected.set(row.method.id)"
          />
          <span>
            <span class="medium">{{ row.name }}</span>
            <span class="muted small block">Expires {{ row.expires }}</span>
          </span>
          @if (row.method.id === declined()) {
            <pr-badge tone="warning" icon="triangle-alert">Declined last time</pr-badge>
          } @else if (row.method.isDefault) {
            <pr-badge>Default</pr-badge>
          }
        </label>
      } @empty {
        <p class="muted">No card is kept for this organization yet.</p>
      }
      @if (testCards().length > 0) {
        <h3 class="row"><pr-icon name="flask-conical" />Test cards</h3>
        <div class="tests">
          @for (card of testCards(); track card.id) {
            <label class="choice line">
              <input
                type="radio"
                name="card"
                [value]="card.id"
                [checked]="card.id === selected()"
                (change)="selected.set(card.id)"
              />
              <span>
                <span class="medium">{{ card.label }}</span>
                <span class="muted small block">{{ card.outcome }}</span>
              </span>
              @if (card.id === declined()) {
                <pr-badge tone="warning" icon="triangle-alert">Declined</pr-badge>
              }
            </label>
          }
        </div>
      }
    </fieldset>
  `,
  styles: `
    h3 {
      margin-top: 12px;
      color: var(--pr-warning);
    }
    .tests {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr));
      gap: 8px;
    }
  `,
})
export class CardChoices {
  private readonly installation = inject(Installation);

  readonly methods = input.required<readonly PaymentMethodView[]>();
  /** The card that was declined in this purchase; null before. */
  readonly declined = input<string | null>(null);
  readonly selected = model.required<string | null>();

  protected readonly rows = computed(() =>
    this.methods().map((method) => ({
      method,
      name: cardName(method),
      expires: `${String(method.expMonth).padStart(2, '0')}/${method.expYear}`,
    })),
  );
  /** Only the local sandbox knows test cards by name. */
  protected readonly testCards = computed(() => {
    const view = this.installation.view();
    return view?.sandbox && !view.stripePublishableKey ? TEST_CARDS : [];
  });
}
