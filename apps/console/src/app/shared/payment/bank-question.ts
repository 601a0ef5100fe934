import { Component, computed, inject, input, output, signal } from '@angular/core';
import { Icon } from '../icon/icon.js';
import { AuthenticationDialog } from './authentication-dialog.js';
import { PurchaseFlow } from './purchase-flow.js';
import { StripeJsLoader } from './stripe-js.js';

/** What the bank asks about the purchase of the flow around it: a dialog of ours, or the bank's. */
@Component({
  selector: 'pr-bank-question',
  imports: [AuthenticationDialog, Icon],
  template: `
    @if (asked(); as purchase) {
      @if (!live) {
        <pr-authentication-dialog
          [purchase]="purchase"
          [busy]="flow.busy()"
          [leaving]="leaving()"
          (answered)="flow.authenticate($event)"
          (canceled)="canceled.emit()"
        />
      } @else {
        <div class="note info-tone" role="alert">
          <pr-icon name="shield-alert" />
          <div>
            <b>Your bank asks you to confirm this payment.</b>
            <p>Nothing is charged until you do.</p>
            @if (message(); as text) {
              <p>{{ text }}</p>
            }
            <button type="button" class="btn small" [disabled]="flow.busy()" (click)="ask()">
              Confirm
            </button>
          </div>
        </div>
      }
    }
  `,
})
export class BankQuestion {
  private readonly stripeJs = inject(StripeJsLoader);
  protected readonly flow = inject(PurchaseFlow);
  readonly leaving = input('Cancel purchase');
  readonly canceled = output<void>();

  protected readonly live = this.stripeJs.offered;
  protected readonly message = signal<string | null>(null);
  protected readonly asked = computed(() => {
    const purchase = this.flow.purchase();
    return purchase?.status === 'requires_action' && purchase.clientSecret ? purchase : null;
  });

  /** Lets Stripe.js show the bank's own page; only with a live key. */
  protected async ask(): Promise<void> {
    const clientSecret = this.asked()?.clientSecret;
    if (!clientSecret) return;
    this.message.set(null);
    let confirmed: boolean;
    try {
      const stripe = await this.stripeJs.load();
      const { error } = await stripe.handleNextAction({ clientSecret });
      confirmed = !error;
      if (error) this.message.set(error.message ?? 'The bank did not confirm.');
    } catch (error) {
      this.message.set(error instanceof Error ? error.message : String(error));
      return;
    }
    await this.flow.afterAuthentication(confirmed);
  }
}
