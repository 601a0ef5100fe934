import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { PaymentMethodView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { cardName } from '../shared/format/card.js';
import { Icon } from '../shared/icon/icon.js';
import { Dialog } from '../shared/page/dialog.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { PaymentMethodsApi } from './payment-methods-api.js';

/** Something that pays with a card by itself, and the page where another card is chosen. */
export interface CardUse {
  word: string;
  page: 'subscription' | 'auto-topup';
  /** What happens when the card is gone. */
  consequence: string;
}

/** Forgetting a card; says first what still pays with it. */
@Component({
  selector: 'pr-remove-card-dialog',
  imports: [Dialog, Icon, ProblemNote, RouterLink],
  template: `
    <pr-dialog [heading]="'Remove ' + name()" [sentence]="sentence" (closed)="closed.emit()">
      @if (problem(); as found) {
        <pr-problem [error]="found" consequence="The card is still kept." [canRetry]="false" />
      }
      @for (use of uses(); track use.word) {
        <div class="note warning-tone">
          <pr-icon name="triangle-alert" />
          <div>
            <b>{{ use.word }} pays with this card.</b> {{ use.consequence }}
            <div class="row after">
              <a class="btn small" [routerLink]="['/o', context.organizationId(), use.page]"
                >Choose another card there</a
              >
            </div>
          </div>
        </div>
      } @empty {
        <p>
          Nothing pays with it by itself.
          @if (card().isDefault) {
            The newest other card becomes the default.
          }
        </p>
      }
      <ng-container dialogAction>
        <button type="button" class="btn" data-first-focus (click)="closed.emit()">Keep it</button>
        <button type="button" class="btn filled danger" [disabled]="busy()" (click)="remove()">
          {{ uses().length > 0 ? 'Remove it anyway' : 'Remove the card' }}
        </button>
      </ng-container>
    </pr-dialog>
  `,
  styles: `
    .after {
      margin-top: 10px;
    }
  `,
})
export class RemoveCardDialog {
  private readonly api = inject(PaymentMethodsApi);
  protected readonly context = inject(OrganizationContext);

  readonly card = input.required<PaymentMethodView>();
  readonly uses = input.required<readonly CardUse[]>();
  readonly closed = output<void>();
  readonly removed = output<void>();

  protected readonly sentence =
    'It is forgotten here and at the payment provider. Past invoices keep naming it.';
  protected readonly name = computed(() => cardName(this.card()));
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);

  protected async remove(): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    const outcome = await this.api.remove(this.card().id);
    this.busy.set(false);
    if (outcome.ok) this.removed.emit();
    else this.problem.set(outcome.problem);
  }
}
