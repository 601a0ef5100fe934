import {
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
} from '@angular/core';
import type { SubscriptionView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { MoneyPipe } from '../shared/format/pipes.js';
import { formatInstant } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { Dialog } from '../shared/page/dialog.js';
import { BankQuestion } from '../shared/payment/bank-question.js';
import { CardChoices } from '../shared/payment/card-choices.js';
import { DeclinedNote } from '../shared/payment/declined-note.js';
import { PurchaseApi } from '../shared/payment/purchase-api.js';
import { isSettled, PurchaseFlow } from '../shared/payment/purchase-flow.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';

/** A charge of the subscription that is not paid: why, until when, and paying it at once. */
@Component({
  selector: 'pr-open-charge',
  imports: [BankQuestion, CardChoices, DeclinedNote, Dialog, Icon, Loading, MoneyPipe, ProblemNote],
  providers: [PurchaseFlow],
  template: `
    @if (incomplete()) {
      <div class="note warning-tone" role="status">
        <pr-icon name="shield-alert" />
        <div>
          <b>The first charge waits for your bank.</b>
          The subscription begins once the payment is confirmed; nothing is charged before.
          @if (payable()) {
            <div class="row actions">
              <button type="button" class="btn small" [disabled]="flow.busy()" (click)="confirm()">
                Confirm the payment
              </button>
              <button type="button" class="btn small" (click)="givenUp.emit()">Give it up…</button>
            </div>
          }
        </div>
      </div>
    } @else {
      <div class="note error-tone" role="status">
        <pr-icon name="triangle-alert" />
        <div>
          <b>{{ fact() }}</b>
          {{ course() }}
          @if (payable()) {
            <div class="row actions">
              <button type="button" class="btn small" (click)="paying.set(true)">Pay now…</button>
              <button type="button" class="btn small" (click)="cardAsked.emit()">
                Change the card…
              </button>
            </div>
          }
        </div>
      </div>
    }
    @if (paying()) {
      <pr-dialog
        heading="Pay the open charge"
        sentence="Paying ends the grace at once; the subscription goes on as planned."
        (closed)="paying.set(false)"
      >
        @if (flow.problem(); as found) {
          @if (found.key === 'card-declined') {
            <pr-declined-note [detail]="found.detail" [requestId]="found.requestId" />
          } @else {
            <pr-problem
              [error]="found"
              consequence="Trying again does not charge twice."
              [canRetry]="false"
            />
          }
        }
        @if (methods.hasValue()) {
          <pr-card-choices [methods]="methods.value().data" [(selected)]="card" />
        } @else {
          <pr-loading what="cards" shape="table" [lines]="2" />
        }
        <ng-container dialogAction>
          <button type="button" class="btn" (click)="paying.set(false)">Close</button>
          <button
            type="button"
            class="btn filled"
            [disabled]="flow.busy() || !card() || !purchase()"
            (click)="pay()"
          >
            @if (flow.busy()) {
              Paying
            } @else if (purchase(); as charge) {
              Pay {{ charge.price.total | money }}
            } @else {
              Pay
            }
          </button>
        </ng-container>
      </pr-dialog>
    }
    <pr-bank-question [leaving]="incomplete() ? 'Give it up…' : 'Not now'" (canceled)="leave()" />
  `,
  styles: `
    :host {
      display: block;
    }
    .actions {
      margin-top: 10px;
    }
  `,
})
export class OpenCharge {
  private readonly api = inject(PurchaseApi);
  private readonly clock = inject(Clock);
  private readonly context = inject(OrganizationContext);
  protected readonly flow = inject(PurchaseFlow);

  readonly subscription = input.required<SubscriptionView>();
  /** Whether the bank is to be asked as soon as the charge is known. */
  readonly askAtOnce = input(false);
  readonly settled = output<void>();
  readonly cardAsked = output<void>();
  readonly givenUp = output<void>();

  protected readonly incomplete = computed(() => this.subscription().status === 'incomplete');
  protected readonly payable = computed(
    () => this.context.can('tokens.purchase') && this.subscription().openPurchaseId !== undefined,
  );
  private readonly recorded = this.api.purchase(computed(() => this.subscription().openPurchaseId));
  protected readonly purchase = computed(() =>
    this.recorded.hasValue() ? this.recorded.value() : null,
  );
  protected readonly methods = this.api.paymentMethods();
  protected readonly card = linkedSignal<string | null>(() => this.subscription().paymentMethodId);
  protected readonly paying = signal(false);
  private asked = false;

  protected readonly fact = computed(() => {
    const charge = this.purchase();
    const since = this.subscription().pastDueAt;
    const day = since ? ` on ${this.format(since, 'day')}` : '';
    const why = charge?.failure ? `: ${charge.failure.message}` : '.';
    return `A charge was declined${day}${/[.!?]$/.test(why) ? why : `${why}.`}`;
  });
  protected readonly course = computed(() => {
    const { nextAttemptAt, graceEndsAt } = this.subscription();
    const next = nextAttemptAt
      ? `The card is tried again ${this.format(nextAttemptAt, 'minute')}.`
      : 'The card is not tried again by itself.';
    const end = graceEndsAt
      ? ` Unless it is paid by ${this.format(graceEndsAt, 'minute')}, the subscription is canceled and the wallet suspended.`
      : '';
    return `${next}${end} Tokens stay usable until then.`;
  });

  constructor() {
    effect(() => {
      const charge = this.purchase();
      if (!charge || !this.askAtOnce() || this.asked) return;
      this.asked = true;
      untracked(() => this.flow.resume(charge));
    });
    effect(() => {
      const charge = this.flow.purchase();
      if (charge && isSettled(charge.status)) untracked(() => this.settled.emit());
    });
  }

  /** A first charge that is not confirmed ends what was subscribed; any later one stays open. */
  protected leave(): void {
    if (this.incomplete()) this.givenUp.emit();
    else this.flow.clear();
  }

  /** Asks the bank, or looks what became of the payment. */
  protected confirm(): void {
    const charge = this.purchase();
    if (charge) this.flow.resume(charge);
  }

  protected async pay(): Promise<void> {
    const charge = this.purchase();
    const card = this.card();
    if (!charge || !card) return;
    this.flow.resume(charge);
    await this.flow.pay(card);
    if (!this.flow.problem()) this.paying.set(false);
  }

  private format(at: string, style: 'day' | 'minute'): string {
    return formatInstant(at, this.subscription().timeZone, style, this.clock.now());
  }
}
