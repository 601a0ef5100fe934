import { Component, computed, effect, inject, input, output, untracked } from '@angular/core';
import type { PackageView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { formatInstant } from '../shared/format/time.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CustomAmount } from './custom-amount.js';
import { PackageChoices } from './package-choices.js';
import { type Choice, PurchaseApi } from '../shared/payment/purchase-api.js';
import { type Offer, PurchaseSummary } from './purchase-summary.js';

const DAY_MS = 86_400_000;
const MOST_AT_ONCE = 100;

/** First step: a package some times over, or an amount of one's own, with the price beside it. */
@Component({
  selector: 'pr-choose-step',
  imports: [
    CustomAmount,
    Empty,
    Icon,
    Loading,
    MoneyPipe,
    PackageChoices,
    ProblemNote,
    PurchaseSummary,
    TokensPipe,
  ],
  templateUrl: './choose-step.html',
  styleUrl: './choose-step.scss',
})
export class ChooseStep {
  private readonly api = inject(PurchaseApi);
  private readonly clock = inject(Clock);
  private readonly context = inject(OrganizationContext);

  readonly choice = input.required<Choice | null>();
  readonly busy = input.required<boolean>();
  /** Why the choice could not be recorded; null when nothing stands in the way. */
  readonly problem = input.required<ProblemReport | null>();
  readonly chosen = output<Choice>();
  readonly continued = output<Choice>();

  protected readonly most = MOST_AT_ONCE;
  protected readonly packages = this.api.packages();
  protected readonly offers = computed<readonly PackageView[]>(() =>
    this.packages.hasValue() ? this.packages.value().data : [],
  );
  protected readonly packageQuote = this.api.packageQuote(this.choice);
  private readonly chosenTokens = computed(() => {
    const choice = this.choice();
    return choice?.kind === 'custom' ? choice.tokens : null;
  });
  protected readonly customQuote = this.api.customQuote(this.chosenTokens);
  protected readonly quote = computed(() =>
    this.choice()?.kind === 'custom' ? this.customQuote : this.packageQuote,
  );
  protected readonly packageId = computed(() => {
    const choice = this.choice();
    return choice?.kind === 'package' ? choice.packageId : null;
  });
  protected readonly quantity = computed(() => {
    const choice = this.choice();
    return choice?.kind === 'package' ? choice.quantity : 1;
  });
  protected readonly customTokens = this.chosenTokens;
  protected readonly offer = computed<Offer | null>(() => {
    const quote = this.quote();
    if (!quote.hasValue()) return null;
    const price = quote.value();
    const list = this.chosenPackage()?.listPrice;
    return {
      label: this.label(),
      tokens: price.tokens,
      bonusTokens: price.bonusTokens,
      price,
      listPrice: list ? { ...list, amount: list.amount * this.quantity() } : null,
      tax: price,
    };
  });
  protected readonly until = computed(() => {
    const quote = this.quote();
    const days = quote.hasValue() ? quote.value().validityDays : null;
    if (days === null) return 'The tokens never expire.';
    const at = this.clock.now() + days * DAY_MS;
    const day = formatInstant(at, this.context.timeZone(), 'day', this.clock.now());
    return `The tokens are good until ${day}.`;
  });
  private readonly chosenPackage = computed(() =>
    this.offers().find((offer) => offer.id === this.packageId()),
  );
  private readonly label = computed(() => {
    const name = this.chosenPackage()?.name;
    if (!name) return 'Custom amount';
    return this.quantity() > 1 ? `${this.quantity()} × ${name} package` : `${name} package`;
  });

  constructor() {
    // Something is always chosen, so that the summary shows a price from the start.
    effect(() => {
      const first = this.offers()[0];
      if (first && this.choice() === null) untracked(() => this.choosePackage(first.id));
    });
  }

  protected choosePackage(packageId: string): void {
    this.chosen.emit({ kind: 'package', packageId, quantity: 1 });
  }

  protected chooseQuantity(event: Event): void {
    const packageId = this.packageId();
    const typed = Math.trunc(Number((event.target as HTMLInputElement).value));
    const quantity = Math.min(MOST_AT_ONCE, Math.max(1, typed || 1));
    if (packageId) this.chosen.emit({ kind: 'package', packageId, quantity });
  }

  protected proceed(): void {
    const choice = this.choice();
    if (choice) this.continued.emit(choice);
  }
}
