import { Component, type ElementRef, inject, output, signal, viewChild } from '@angular/core';
import { Icon } from '../icon/icon.js';
import { Dialog } from '../page/dialog.js';
import { PurchaseApi } from './purchase-api.js';
import { type StripeElements, type StripeJs, StripeJsLoader } from './stripe-js.js';

/** Adds a card through Stripe's own form, where a live key is configured. */
@Component({
  selector: 'pr-add-card',
  imports: [Dialog, Icon],
  template: `
    <button type="button" class="btn" (click)="start()"><pr-icon name="plus" />Add a card…</button>
    @if (open()) {
      <pr-dialog
        heading="Add a card"
        sentence="The card number goes to Stripe only; Purser never sees it."
        [narrow]="true"
        (closed)="open.set(false)"
      >
        @if (message(); as text) {
          <p class="err" role="alert">{{ text }}</p>
        }
        <div #host></div>
        <ng-container dialogAction>
          <button type="button" class="btn" (click)="open.set(false)">Cancel</button>
          <button type="button" class="btn filled" [disabled]="!ready()" (click)="confirm()">
            Add the card
          </button>
        </ng-container>
      </pr-dialog>
    }
  `,
})
export class AddCard {
  private readonly api = inject(PurchaseApi);
  private readonly loader = inject(StripeJsLoader);
  private readonly host = viewChild<ElementRef<HTMLElement>>('host');
  private stripe: StripeJs | null = null;
  private elements: StripeElements | null = null;

  /** Id of the added card, as the provider names it. */
  readonly added = output<string>();
  protected readonly open = signal(false);
  protected readonly ready = signal(false);
  protected readonly message = signal<string | null>(null);

  protected async start(): Promise<void> {
    this.open.set(true);
    this.ready.set(false);
    this.message.set(null);
    const setup = await this.api.setUpCard(crypto.randomUUID());
    if (!setup.ok) {
      this.message.set(setup.problem.detail);
      return;
    }
    try {
      this.stripe = await this.loader.load();
    } catch (error) {
      this.message.set(error instanceof Error ? error.message : String(error));
      return;
    }
    this.elements = this.stripe.elements({ clientSecret: setup.value.clientSecret });
    const host = this.host()?.nativeElement;
    if (host) this.elements.create('payment').mount(host);
    this.ready.set(true);
  }

  protected async confirm(): Promise<void> {
    if (!this.stripe || !this.elements) return;
    this.ready.set(false);
    const { error, setupIntent } = await this.stripe.confirmSetup({
      elements: this.elements,
      redirect: 'if_required',
    });
    this.ready.set(true);
    const method = setupIntent?.payment_method;
    if (error || !method) {
      this.message.set(error?.message ?? 'The card was not added.');
      return;
    }
    this.open.set(false);
    this.added.emit(typeof method === 'string' ? method : method.id);
  }
}
