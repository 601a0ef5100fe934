import { Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import type { SubscriptionView } from '@purser/contracts';
import { Dialog } from '../shared/page/dialog.js';
import { AddCard } from '../shared/payment/add-card.js';
import { CardChoices } from '../shared/payment/card-choices.js';
import { PurchaseApi } from '../shared/payment/purchase-api.js';
import { StripeJsLoader } from '../shared/payment/stripe-js.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { VersionedWrite } from '../shared/state/versioned-write.js';
import { SubscriptionApi } from './subscription-api.js';

/** Another card for the charges to come. */
@Component({
  selector: 'pr-card-dialog',
  imports: [AddCard, CardChoices, ChangedMeanwhile, Dialog, Loading, ProblemNote],
  template: `
    <pr-dialog heading="Change the card" [sentence]="sentence()" (closed)="closed.emit()">
      @if (write.outdated()) {
        <pr-changed-meanwhile what="the subscription" />
      } @else if (write.problem(); as found) {
        <pr-problem [error]="found" consequence="The card stays as it was." [canRetry]="false" />
      }
      @if (methods.error(); as error) {
        <pr-problem [error]="error" what="The list of cards" (retried)="methods.reload()" />
      } @else if (methods.hasValue()) {
        <pr-card-choices [methods]="methods.value().data" [(selected)]="card" />
        @if (live) {
          <pr-add-card (added)="takeCard($event)" />
        }
      } @else {
        <pr-loading what="cards" shape="table" [lines]="2" />
      }
      <ng-container dialogAction>
        <button type="button" class="btn" (click)="closed.emit()">Close</button>
        <button
          type="button"
          class="btn filled"
          [disabled]="write.busy() || !card() || card() === subscription().paymentMethodId"
          (click)="change()"
        >
          Use this card
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class CardDialog {
  private readonly api = inject(SubscriptionApi);

  readonly subscription = input.required<SubscriptionView>();
  readonly closed = output<void>();
  readonly changed = output<SubscriptionView>();
  /** What is shown is no longer what there is. */
  readonly changedElsewhere = output<void>();

  protected readonly live = inject(StripeJsLoader).offered;
  protected readonly methods = inject(PurchaseApi).paymentMethods();
  protected readonly card = linkedSignal<string | null>(() => this.subscription().paymentMethodId);
  protected readonly sentence = computed(() =>
    this.subscription().status === 'past_due'
      ? 'The charge that was declined is tried with it within a minute.'
      : 'It pays from the next charge on. Nothing is charged today.',
  );
  protected readonly write = new VersionedWrite();

  protected takeCard(id: string): void {
    this.methods.reload();
    this.card.set(id);
  }

  protected async change(): Promise<void> {
    const paymentMethodId = this.card();
    if (!paymentMethodId) return;
    const outcome = await this.write.run(() =>
      this.api.change(this.subscription(), { paymentMethodId }),
    );
    if (outcome.ok) this.changed.emit(outcome.value);
    else if (this.write.outdated()) this.changedElsewhere.emit();
  }
}
