import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import type { PurchaseView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { PurchaseStatusBadge } from '../shared/badge/purchase-status.js';
import { formatMoney } from '../shared/format/money.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { AddCard } from '../shared/payment/add-card.js';
import { AuthenticationDialog } from '../shared/payment/authentication-dialog.js';
import { CardChoices } from '../shared/payment/card-choices.js';
import { DeclinedNote } from '../shared/payment/declined-note.js';
import { InProgressNote } from '../shared/payment/in-progress-note.js';
import { PurchaseApi } from '../shared/payment/purchase-api.js';
import { PurchaseFlow } from '../shared/payment/purchase-flow.js';
import { type Offer, PurchaseSummary } from './purchase-summary.js';
import { StripeJsLoader } from '../shared/payment/stripe-js.js';

/** Second step: the card, the review, and the payment with whatever the bank asks. */
@Component({
  selector: 'pr-pay-step',
  imports: [
    AddCard,
    AuthenticationDialog,
    CardChoices,
    CopyId,
    DeclinedNote,
    Empty,
    Icon,
    InProgressNote,
    Loading,
    Panel,
    ProblemNote,
    PurchaseStatusBadge,
    PurchaseSummary,
    Time,
    TokensPipe,
  ],
  templateUrl: './pay-step.html',
  styleUrl: './choose-step.scss',
})
export class PayStep {
  private readonly stripeJs = inject(StripeJsLoader);
  protected readonly flow = inject(PurchaseFlow);
  protected readonly context = inject(OrganizationContext);

  readonly purchase = input.required<PurchaseView>();
  /** Asked to choose other tokens; the recorded purchase is given up. */
  readonly changed = output<void>();
  readonly again = output<void>();

  protected readonly live = this.stripeJs.offered;
  protected readonly methods = inject(PurchaseApi).paymentMethods();
  private readonly kept = computed(() =>
    this.methods.hasValue() ? this.methods.value().data : [],
  );
  protected readonly card = linkedSignal<string | null>(() => {
    const kept = this.kept();
    return (kept.find((method) => method.isDefault) ?? kept[0])?.id ?? null;
  });
  protected readonly declinedCard = signal<string | null>(null);
  protected readonly providerMessage = signal<string | null>(null);
  protected readonly asksBank = computed(
    () => this.purchase().status === 'requires_action' && Boolean(this.purchase().clientSecret),
  );
  protected readonly open = computed(() =>
    ['initialized', 'payment_failed', 'requires_action'].includes(this.purchase().status),
  );
  protected readonly payLabel = computed(() => {
    if (this.flow.work() === 'paying') return 'Paying';
    if (this.flow.work() === 'settling') return 'Settling';
    return `Pay ${formatMoney(this.purchase().price.total)}`;
  });
  protected readonly offer = computed<Offer>(() => {
    const purchase = this.purchase();
    const { label, quantity } = purchase;
    const name = purchase.type === 'custom' ? label : `${label} package`;
    return {
      label: quantity > 1 ? `${quantity} × ${name}` : name,
      tokens: purchase.tokens,
      bonusTokens: purchase.bonusTokens,
      price: purchase.price,
      listPrice: null,
      tax: null,
    };
  });

  protected async pay(): Promise<void> {
    const card = this.card();
    if (!card) return;
    this.providerMessage.set(null);
    await this.flow.pay(card);
    if (this.flow.problem()?.key === 'card-declined') this.declinedCard.set(card);
    if (this.asksBank() && this.live) await this.askBank();
  }

  /** Lets Stripe.js show the bank's own page; only with a live key. */
  protected async askBank(): Promise<void> {
    const clientSecret = this.purchase().clientSecret;
    if (!clientSecret) return;
    let confirmed: boolean;
    try {
      const stripe = await this.stripeJs.load();
      const { error } = await stripe.handleNextAction({ clientSecret });
      confirmed = !error;
      if (error) this.providerMessage.set(error.message ?? 'The bank did not confirm.');
    } catch (error) {
      this.providerMessage.set(error instanceof Error ? error.message : String(error));
      return;
    }
    await this.flow.afterAuthentication(confirmed);
  }

  protected async takeCard(id: string): Promise<void> {
    this.methods.reload();
    this.card.set(id);
    await this.pay();
  }
}
