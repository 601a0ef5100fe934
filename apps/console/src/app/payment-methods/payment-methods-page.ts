import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { PaymentMethodView } from '@purser/contracts';
import { lastValue } from '../core/http/last-value.js';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { cardName } from '../shared/format/card.js';
import { zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { AddCard } from '../shared/payment/add-card.js';
import { StripeJsLoader } from '../shared/payment/stripe-js.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { AddCardDialog } from './add-card-dialog.js';
import { cardExpiry } from './card-expiry.js';
import { METHODS_ADDRESS, PaymentMethodsApi } from './payment-methods-api.js';
import { type CardUse, RemoveCardDialog } from './remove-card-dialog.js';

/** The cards an organization pays with. */
@Component({
  selector: 'pr-payment-methods-page',
  imports: [
    AddCard,
    AddCardDialog,
    Badge,
    CopyId,
    DownloadButton,
    Empty,
    Icon,
    Loading,
    PageHeader,
    ProblemNote,
    RemoveCardDialog,
    RouterLink,
    Time,
  ],
  templateUrl: './payment-methods-page.html',
  styleUrl: './payment-methods-page.scss',
})
export class PaymentMethodsPage {
  private readonly api = inject(PaymentMethodsApi);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  protected readonly live = inject(StripeJsLoader).offered;
  protected readonly address = METHODS_ADDRESS;
  protected readonly methods = this.api.methods();
  private readonly known = lastValue(this.methods);
  private readonly subscription = this.api.subscription();
  private readonly autoTopUp = this.api.autoTopUp();
  protected readonly canChange = computed(() => this.context.can('tokens.purchase'));
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  /** The card that is made the default, shown as such before the answer is there. */
  private readonly becoming = signal<string | null>(null);
  protected readonly rows = computed(() => {
    const cards = this.known()?.data ?? null;
    const chosen = this.becoming();
    return cards?.map((card) => ({
      card,
      name: cardName(card),
      expires: `${String(card.expMonth).padStart(2, '0')}/${card.expYear}`,
      expiry: cardExpiry(card, this.clock.now()),
      isDefault: chosen ? card.id === chosen : card.isDefault,
      uses: this.usesOf(card.id),
    }));
  });
  /** A card that something pays with and that soon does not work any more. */
  protected readonly endangered = computed(() =>
    this.rows()?.find((row) => row.expiry !== 'good' && (row.uses.length > 0 || row.isDefault)),
  );
  protected readonly params = computed(() => this.api.params());
  protected readonly adding = signal(false);
  protected readonly removing = signal<PaymentMethodView | null>(null);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly said = signal('');

  protected usesOf(id: string): CardUse[] {
    const uses: CardUse[] = [];
    const subscription = this.subscription.hasValue()
      ? this.subscription.value().subscription
      : null;
    if (subscription && subscription.status !== 'canceled' && subscription.paymentMethodId === id) {
      uses.push({
        word: 'The subscription',
        page: 'subscription',
        consequence: 'Its next charge fails, and the subscription becomes past due.',
      });
    }
    const policies = this.autoTopUp.hasValue() ? this.autoTopUp.value().policies : [];
    if (policies.some((policy) => policy.enabled && policy.paymentMethodId === id)) {
      uses.push({
        word: 'Auto top-up',
        page: 'auto-topup',
        consequence: 'Its next top-up fails, and after three failures it suspends itself.',
      });
    }
    return uses;
  }

  protected async makeDefault(card: PaymentMethodView): Promise<void> {
    this.problem.set(null);
    this.becoming.set(card.id);
    const outcome = await this.api.makeDefault(card.id);
    if (outcome.ok) {
      this.said.set(`${cardName(card)} is the default.`);
      this.methods.reload();
    } else {
      this.becoming.set(null);
      this.problem.set(outcome.problem);
    }
  }

  /** A card that Stripe itself took: kept here as well. */
  protected async keep(providerId: string): Promise<void> {
    this.problem.set(null);
    const outcome = await this.api.attach(providerId);
    if (outcome.ok) this.added(outcome.value);
    else this.problem.set(outcome.problem);
  }

  protected added(card: PaymentMethodView): void {
    this.adding.set(false);
    this.said.set(`${cardName(card)} was added.`);
    this.methods.reload();
  }

  protected removed(): void {
    const card = this.removing();
    this.removing.set(null);
    this.becoming.set(null);
    if (card) this.said.set(`${cardName(card)} was removed.`);
    this.methods.reload();
  }
}
