import { Component, computed, inject, input, linkedSignal, signal, viewChild } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import type { AutoTopUpTriggerKind, AutoTopUpVerdict, MoneyView } from '@purser/contracts';
import { currencyExponent } from '@purser/contracts';
import { lastValue } from '../core/http/last-value.js';
import type { ProblemReport } from '../core/http/problem.js';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { formatInstant, localDate } from '../shared/format/time.js';
import { triggerWords } from '../shared/format/trigger-words.js';
import { moneyForField } from '../shared/format/parse-money.js';
import { Badge } from '../shared/badge/badge.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { PurchaseApi } from '../shared/payment/purchase-api.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { pacePerDay } from '../shared/wallet/wallet-level.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { AutoTopUpApi } from './auto-topup-api.js';
import { DecisionsPanel } from './decisions-panel.js';
import { MonthPanel } from './month-panel.js';
import type { DraftDefaults } from './policy-draft.js';
import { PolicyForm } from './policy-form.js';
import { SpendByMonth } from './spend-by-month.js';

const DAYS_BELOW = 3;
const STEP_TOKENS = 1_000;
const FIRST_LIMIT_TIMES = 2.5;
const FIRST_PACKAGE = 1;

/** Buying tokens by itself: the policies, what they did, what they may spend. */
@Component({
  selector: 'pr-auto-topup-page',
  imports: [
    Badge,
    DecisionsPanel,
    Icon,
    Loading,
    MonthPanel,
    PageHeader,
    PolicyForm,
    ProblemNote,
    RouterLink,
    SpendByMonth,
  ],
  templateUrl: './auto-topup-page.html',
  styleUrl: './auto-topup-page.scss',
})
export class AutoTopUpPage {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly clock = inject(Clock);
  private readonly store = inject(WalletStore);
  private readonly api = inject(AutoTopUpApi);
  private readonly payments = inject(PurchaseApi);
  protected readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly kind = input<string>();
  readonly verdict = input<string>();

  protected readonly overview = this.api.overview();
  protected readonly shown = lastValue(this.overview);
  protected readonly packages = this.payments.packages();
  protected readonly methods = this.payments.paymentMethods();
  protected readonly offers = computed(() =>
    this.packages.hasValue() ? this.packages.value().data : [],
  );
  protected readonly cards = computed(() =>
    this.methods.hasValue() ? this.methods.value().data : [],
  );
  protected readonly loaded = computed(
    () =>
      this.shown() !== undefined &&
      (this.packages.hasValue() || !!this.packages.error()) &&
      (this.methods.hasValue() || !!this.methods.error()) &&
      (this.store.wallet() !== undefined || !!this.store.resource.error()),
  );
  protected readonly chosen = computed<AutoTopUpTriggerKind>(() =>
    this.kind() === 'schedule' ? 'schedule' : 'threshold',
  );
  protected readonly narrowed = computed<AutoTopUpVerdict | null>(() => {
    const verdict = this.verdict();
    return verdict === 'buy' || verdict === 'blocked' || verdict === 'declined' ? verdict : null;
  });
  protected readonly policy = computed(
    () => this.shown()?.policies.find(({ trigger }) => trigger.kind === this.chosen()) ?? null,
  );
  protected readonly tabs = computed(() =>
    (['threshold', 'schedule'] as const).map((kind) => {
      const found = this.shown()?.policies.find(({ trigger }) => trigger.kind === kind);
      return {
        kind,
        word: kind === 'threshold' ? 'When the balance falls' : 'On a schedule',
        more: found ? (found.enabled ? triggerWords(found) : 'Off') : 'Not set up',
        on: found?.enabled ?? false,
      };
    }),
  );
  protected readonly canChange = computed(() => this.context.can('tokens.configure'));
  /** Shown at once when it is switched; what the server says comes after. */
  protected readonly enabled = linkedSignal(() => this.policy()?.enabled ?? false);
  protected readonly switchProblem = signal<ProblemReport | null>(null);
  protected readonly said = signal('');
  private readonly form = viewChild(PolicyForm);
  protected readonly unit = computed<MoneyView | null>(() => this.form()?.unit() ?? null);

  protected readonly suspendedSince = computed(() => this.instant(this.policy()?.suspendedAt));
  protected readonly blocked = computed(() => {
    const last = this.decisions()[0];
    return last?.verdict === 'blocked' && this.enabled()
      ? { reason: last.reason, at: this.instant(last.decidedAt) }
      : null;
  });
  protected readonly decisions = computed(() => {
    const id = this.policy()?.id;
    return (this.shown()?.decisions ?? []).filter(({ policyId }) => policyId === id);
  });
  protected readonly defaults = computed<DraftDefaults>(() => {
    const wallet = this.store.wallet();
    const perDay = wallet ? pacePerDay(wallet, this.clock.now()) : 0;
    const steps = Math.max(1, Math.ceil((perDay * DAYS_BELOW) / STEP_TOKENS));
    const offer = this.offers()[FIRST_PACKAGE] ?? this.offers()[0];
    const cards = this.cards();
    return {
      belowTokens: steps * STEP_TOKENS,
      packageId: offer?.id ?? null,
      limit: offer ? moneyForField(roundUp(offer.price, FIRST_LIMIT_TIMES)) : '',
      card: (cards.find(({ isDefault }) => isDefault) ?? cards[0])?.id ?? null,
      dayOfMonth: Number(localDate(this.clock.now(), this.context.timeZone()).slice(8)),
    };
  });

  constructor() {
    onLive(['purchase'], () => this.overview.reload());
  }

  protected async toggle(): Promise<void> {
    const policy = this.policy();
    if (!policy) return;
    const wanted = !this.enabled();
    this.enabled.set(wanted);
    this.switchProblem.set(null);
    const outcome = await this.api.setEnabled(policy, wanted);
    if (!outcome.ok) {
      this.enabled.set(!wanted);
      this.switchProblem.set(outcome.problem);
      if (outcome.problem.key === 'precondition-failed') this.overview.reload();
      return;
    }
    this.said.set(wanted ? 'Auto top-up is on.' : 'Auto top-up is off.');
    this.overview.reload();
  }

  protected saved(): void {
    this.said.set('The policy is saved.');
    this.methods.reload();
    this.overview.reload();
  }

  protected narrow(verdict: AutoTopUpVerdict | null): void {
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams: { verdict },
      queryParamsHandling: 'merge',
    });
  }

  private instant(at: string | null | undefined): string | null {
    return at ? formatInstant(at, this.context.timeZone(), 'minute', this.clock.now()) : null;
  }
}

/** `times` the price, rounded up to tens of the major unit. */
function roundUp({ amount, currency }: MoneyView, times: number): MoneyView {
  const step = 10 ** (currencyExponent(currency) + 1);
  return { amount: Math.ceil((amount * times) / step) * step, currency };
}
