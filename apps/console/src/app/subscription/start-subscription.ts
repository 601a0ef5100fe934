import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import type { PackageView, SubscriptionInterval, SubscriptionView } from '@purser/contracts';
import { lastValue } from '../core/http/last-value.js';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { formatMoney } from '../shared/format/money.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { addDays, formatLocalDate, localDate, startOfLocalDate } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { AddCard } from '../shared/payment/add-card.js';
import { CardChoices } from '../shared/payment/card-choices.js';
import { DeclinedNote } from '../shared/payment/declined-note.js';
import { InProgressNote } from '../shared/payment/in-progress-note.js';
import { PurchaseApi } from '../shared/payment/purchase-api.js';
import { StripeJsLoader } from '../shared/payment/stripe-js.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { NextCharges } from './next-charges.js';
import { PackageOptions } from './package-options.js';
import { SubscriptionApi, type SubscriptionOrder } from './subscription-api.js';

const LATEST_DAYS = 365;

/** Choosing what is bought each month or year, with the charges that will come beside it. */
@Component({
  selector: 'pr-start-subscription',
  imports: [
    AddCard,
    CardChoices,
    DeclinedNote,
    Empty,
    Icon,
    InProgressNote,
    Loading,
    MoneyPipe,
    NextCharges,
    PackageOptions,
    Panel,
    ProblemNote,
    TokensPipe,
  ],
  templateUrl: './start-subscription.html',
})
export class StartSubscription {
  private readonly api = inject(SubscriptionApi);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** What is offered; one of them is chosen from the start. */
  readonly packages = input.required<readonly PackageView[]>();
  /** Whether the answer is awaited: news of the charge may be here before it. */
  readonly starting = output<boolean>();
  readonly started = output<SubscriptionView>();

  protected readonly live = inject(StripeJsLoader).offered;
  protected readonly methods = inject(PurchaseApi).paymentMethods();
  protected readonly packageId = linkedSignal(() => this.packages()[0]?.id ?? null);
  protected readonly interval = signal<SubscriptionInterval>('month');
  protected readonly startDate = signal<string | null>(null);
  protected readonly card = linkedSignal<string | null>(() => {
    const kept = this.methods.hasValue() ? this.methods.value().data : [];
    return (kept.find((method) => method.isDefault) ?? kept[0])?.id ?? null;
  });
  protected readonly declined = signal<string | null>(null);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly busy = signal(false);
  /** The key of each request whose answer is not known: sent again, it is the same request. */
  private readonly keys = new Map<string, string>();

  protected readonly zone = this.context.timeZone;
  protected readonly tomorrow = computed(() => addDays(this.today(), 1));
  protected readonly latest = computed(() => addDays(this.today(), LATEST_DAYS));
  protected readonly every = computed(() => (this.interval() === 'month' ? 'a month' : 'a year'));
  private readonly today = computed(() => localDate(this.clock.now(), this.zone()));
  protected readonly order = computed<SubscriptionOrder | null>(
    () => {
      const packageId = this.packageId();
      const date = this.startDate();
      if (!packageId || date === '') return null;
      const startAt = date && new Date(startOfLocalDate(date, this.zone())).toISOString();
      return { packageId, interval: this.interval(), startAt };
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly rehearsal = this.api.chargesOfOrder(this.order);
  protected readonly charges = lastValue(this.rehearsal);
  protected readonly first = computed(() => this.charges()?.preview[0] ?? null);
  protected readonly label = computed(() => {
    const price = this.first()?.price;
    if (this.busy()) return this.startDate() ? 'Starting' : 'Paying';
    if (this.startDate()) return `Subscribe from ${this.dayInWords()}`;
    return price ? `Subscribe and pay ${formatMoney(price.total)}` : 'Subscribe';
  });
  protected readonly dayInWords = computed(() => {
    const date = this.startDate();
    return date ? formatLocalDate(date, this.today(), false) : 'today';
  });

  protected putDate(event: Event): void {
    this.startDate.set((event.target as HTMLInputElement).value);
  }

  protected async subscribe(): Promise<void> {
    const order = this.order();
    const card = this.card();
    if (!order || !card) return;
    const use = JSON.stringify([order, card]);
    const key = this.keys.get(use) ?? crypto.randomUUID();
    this.keys.set(use, key);
    this.busy.set(true);
    this.starting.emit(true);
    this.problem.set(null);
    const outcome = await this.api.create(order, card, key);
    this.busy.set(false);
    if (outcome.ok) {
      this.started.emit(outcome.value);
      return;
    }
    const unknown = outcome.problem.status === 0 || outcome.problem.status >= 500;
    if (!unknown) this.keys.delete(use);
    this.starting.emit(false);
    if (outcome.problem.key === 'card-declined') this.declined.set(card);
    this.problem.set(outcome.problem);
  }

  protected takeCard(id: string): void {
    this.methods.reload();
    this.card.set(id);
  }
}
