import { Component, computed, inject, input, output, signal } from '@angular/core';
import { debounce, form, FormField, validate } from '@angular/forms/signals';
import type { PackageView, TierLineView } from '@purser/contracts';
import { fieldError, toProblem } from '../core/http/problem.js';
import { formatDecimal, pricePerThousand } from '../shared/format/money.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { formatTokens, parseTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { betterPackage } from './package-comparison.js';
import { PurchaseApi } from '../shared/payment/purchase-api.js';

const LEAST = 1_000;
const MOST = 10_000_000;
const STEP = 1_000;
const TYPING_MS = 300;
const USAGE_DAYS = 30;

/** An amount of one's own: the tiers show how its price comes about. */
@Component({
  selector: 'pr-custom-amount',
  imports: [FormField, Icon, MoneyPipe, Panel, ProblemNote, TokensPipe],
  templateUrl: './custom-amount.html',
  styleUrl: './custom-amount.scss',
})
export class CustomAmount {
  private readonly api = inject(PurchaseApi);
  private readonly store = inject(WalletStore);

  readonly packages = input.required<readonly PackageView[]>();
  /** The chosen tokens; null when a package is chosen. */
  readonly selected = input.required<number | null>();
  readonly chosen = output<number>();

  private readonly model = signal({ amount: '' });
  protected readonly form = form(this.model, (path) => {
    debounce(path.amount, TYPING_MS);
    validate(path.amount, ({ value }) => {
      if (value() === '') return undefined;
      const tokens = parseTokens(value());
      if (tokens === null) return { kind: 'whole', message: 'Enter a whole number of tokens.' };
      const fits = tokens >= LEAST && tokens <= MOST;
      return fits
        ? undefined
        : { kind: 'range', message: `Between ${formatTokens(LEAST)} and ${formatTokens(MOST)}.` };
    });
  });
  protected readonly amount = computed(() =>
    this.form.amount().valid() ? parseTokens(this.model().amount) : null,
  );
  protected readonly quote = this.api.customQuote(this.amount);
  protected readonly view = computed(() => (this.quote.hasValue() ? this.quote.value() : null));
  protected readonly problem = computed(() => {
    const error = this.quote.error();
    return error ? toProblem(error) : null;
  });
  protected readonly message = computed(
    () => this.form.amount().errors()[0]?.message ?? fieldError(this.problem(), '/tokens'),
  );
  protected readonly tiers = computed(() =>
    (this.view()?.tiers ?? []).map((tier, index) => ({
      tier,
      label: tierLabel(tier, index),
      perThousand: formatDecimal(tier.pricePerThousand, tier.amount.currency),
    })),
  );
  protected readonly average = computed(() => {
    const view = this.view();
    return view ? pricePerThousand(view.subtotal, view.tokens) : null;
  });
  protected readonly better = computed(() => {
    const view = this.view();
    return view ? betterPackage(this.packages(), view.tokens, view.subtotal) : null;
  });
  /** Tokens that 30 days used, rounded up to the step and kept within what is offered. */
  protected readonly usage = computed(() => {
    const perDay = this.store.wallet()?.usage.perDayTokens ?? 0;
    const tokens = Math.ceil((perDay * USAGE_DAYS) / STEP) * STEP;
    return tokens >= LEAST && tokens <= MOST ? tokens : null;
  });
  protected readonly bounds = `${formatTokens(LEAST)} to ${formatTokens(MOST)} tokens`;

  protected add(tokens: number): void {
    const typed = parseTokens(this.model().amount) ?? 0;
    this.put(Math.min(MOST, typed + tokens));
  }

  protected put(tokens: number): void {
    this.model.set({ amount: formatTokens(tokens) });
  }
}

function tierLabel(tier: TierLineView, index: number): string {
  if (tier.to === null) return `Above ${formatTokens(tier.from - 1)}`;
  const size = formatTokens(tier.to - tier.from + 1);
  return index === 0 ? `First ${size}` : `Next ${size}`;
}
