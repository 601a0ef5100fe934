import {
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import { debounce, form, FormField, FormRoot, validate } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import type {
  AutoTopUpPolicyView,
  AutoTopUpTriggerKind,
  PackageView,
  PaymentMethodView,
} from '@purser/contracts';
import { lastValue } from '../core/http/last-value.js';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { Installation } from '../core/installation.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { UnsavedChanges } from '../core/unsaved-changes.js';
import { cardName } from '../shared/format/card.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { parseMoney } from '../shared/format/parse-money.js';
import { formatInstant, zoneCity } from '../shared/format/time.js';
import { formatTokens, parseTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { type Choice, PurchaseApi } from '../shared/payment/purchase-api.js';
import { TEST_CARDS } from '../shared/payment/test-cards.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { paceWords } from '../shared/wallet/pace-words.js';
import { pacePerDay } from '../shared/wallet/wallet-level.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { AutoTopUpApi, type PolicyDefinition } from './auto-topup-api.js';
import { FieldMessage } from '../shared/form/field-message.js';
import {
  changedFields,
  CUSTOM,
  definitionOf,
  type DraftDefaults,
  draftOf,
  firstDraft,
  type PolicyDraft,
  wholeNumber,
} from './policy-draft.js';
import { PolicyForesight } from './policy-foresight.js';

const LEAST_TOKENS = 1_000;
const MOST_TOKENS = 10_000_000;
const MOST_MINUTES = 43_200;
const TYPING_MS = 300;

/** A draft with the version of the policy it was made from; null = there is no policy yet. */
interface Started {
  eTag: string | null;
  draft: PolicyDraft;
}

/** The fields of a policy, with what they would do and would have done before they are saved. */
@Component({
  selector: 'pr-policy-form',
  imports: [
    FieldMessage,
    FormField,
    FormRoot,
    Icon,
    MoneyPipe,
    Panel,
    PolicyForesight,
    ProblemNote,
    RouterLink,
    TokensPipe,
  ],
  templateUrl: './policy-form.html',
  styleUrl: './policy-form.scss',
})
export class PolicyForm {
  private readonly api = inject(AutoTopUpApi);
  private readonly payments = inject(PurchaseApi);
  private readonly clock = inject(Clock);
  private readonly store = inject(WalletStore);
  private readonly installation = inject(Installation);
  protected readonly context = inject(OrganizationContext);

  readonly kind = input.required<AutoTopUpTriggerKind>();
  /** Null while there is none of this kind. */
  readonly policy = input.required<AutoTopUpPolicyView | null>();
  readonly defaults = input.required<DraftDefaults>();
  readonly packages = input.required<readonly PackageView[]>();
  readonly methods = input.required<readonly PaymentMethodView[]>();
  readonly editable = input.required<boolean>();
  readonly saved = output<AutoTopUpPolicyView>();
  /** Somebody else changed the policy: what stands there now is wanted. */
  readonly outdated = output<void>();

  protected readonly custom = CUSTOM;
  protected readonly city = computed(() => zoneCity(this.context.timeZone()));
  protected readonly currency = computed(() => this.context.organization()?.currency ?? 'USD');
  private readonly given = computed<Started>(
    () => {
      const policy = this.policy();
      const draft = policy ? draftOf(policy) : firstDraft(this.defaults());
      return { eTag: policy?.eTag ?? null, draft };
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly started = signal<Started | null>(null);
  private readonly model = signal<PolicyDraft>(
    firstDraft({ belowTokens: 0, packageId: null, limit: '', card: null, dayOfMonth: 1 }),
  );
  protected readonly form = form(
    this.model,
    (path) => {
      debounce(path.below, TYPING_MS);
      debounce(path.tokens, TYPING_MS);
      debounce(path.limit, TYPING_MS);
      validate(path.below, ({ value }) =>
        this.kind() === 'schedule' || parseTokens(value())
          ? undefined
          : { kind: 'whole', message: 'Enter a whole number of tokens, at least 1.' },
      );
      validate(path.tokens, ({ value, valueOf }) => {
        const tokens = parseTokens(value());
        const fits = tokens !== null && tokens >= LEAST_TOKENS && tokens <= MOST_TOKENS;
        if (valueOf(path.what) !== CUSTOM || fits) return undefined;
        const message = `Between ${formatTokens(LEAST_TOKENS)} and ${formatTokens(MOST_TOKENS)}.`;
        return { kind: 'range', message };
      });
      validate(path.limit, ({ value }) =>
        (parseMoney(value(), this.currency())?.amount ?? 0) > 0
          ? undefined
          : { kind: 'money', message: `Enter an amount in ${this.currency()}.` },
      );
      validate(path.coolDown, ({ value }) =>
        (wholeNumber(value()) ?? MOST_MINUTES + 1) <= MOST_MINUTES
          ? undefined
          : { kind: 'minutes', message: 'From 0 to 43,200 minutes (30 days).' },
      );
      validate(path.dayOfMonth, ({ value, valueOf }) => {
        if (this.kind() === 'threshold' || valueOf(path.interval) !== 'month') return undefined;
        const day = wholeNumber(value()) ?? 0;
        return day >= 1 && day <= 31 ? undefined : { kind: 'day', message: 'From 1 to 31.' };
      });
      validate(path.card, ({ value }) =>
        value() ? undefined : { kind: 'card', message: 'Choose a card.' },
      );
    },
    {
      submission: {
        action: async () => {
          await this.save(this.started()?.eTag ?? null);
          return undefined;
        },
        onInvalid: (field) => {
          field().errorSummary()[0]?.fieldTree().focusBoundControl();
        },
      },
    },
  );

  protected readonly definition = computed<PolicyDefinition | null>(
    () => definitionOf(this.model(), this.kind(), this.currency()),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly changes = computed(() => {
    const started = this.started();
    return started ? changedFields(started.draft, this.model()) : [];
  });
  protected readonly rehearsal = this.api.rehearsal(
    computed(() => (this.editable() ? this.definition() : null)),
    computed(() => this.policy()?.id ?? null),
  );
  protected readonly foresight = lastValue(this.rehearsal);

  private readonly choice = computed<Choice | null>(
    () => {
      const definition = this.definition();
      if (definition?.packageId) {
        return { kind: 'package', packageId: definition.packageId, quantity: 1 };
      }
      return null;
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  private readonly packageQuote = this.payments.packageQuote(this.choice);
  private readonly customQuote = this.payments.customQuote(
    computed(() => this.definition()?.tokens ?? null),
  );
  private readonly quote = computed(() =>
    this.model().what === CUSTOM ? this.customQuote : this.packageQuote,
  );
  /** What one top-up costs with tax. */
  readonly unit = computed(() => {
    const quote = this.quote();
    return quote.hasValue() ? quote.value().total : null;
  });
  protected readonly fitting = computed(() => {
    const unit = this.unit();
    const limit = parseMoney(this.model().limit, this.currency());
    if (!unit || !limit || unit.amount <= 0) return null;
    return { unit, times: Math.floor(limit.amount / unit.amount) };
  });
  protected readonly lasts = computed(() => {
    const wallet = this.store.wallet();
    const below = parseTokens(this.model().below);
    if (!wallet || below === null) return null;
    const perDay = pacePerDay(wallet, this.clock.now());
    if (perDay <= 0) return null;
    return paceWords(below, perDay);
  });
  protected readonly changedAt = computed(() => {
    const at = this.policy()?.updatedAt;
    return at
      ? `Changed ${formatInstant(at, this.context.timeZone(), 'minute', this.clock.now())}`
      : '';
  });
  protected readonly cards = computed(() => {
    const kept = this.methods().map((method) => ({
      id: method.id,
      name: `${cardName(method)}${method.isDefault ? ' (default)' : ''}`,
    }));
    const current = this.policy()?.paymentMethodId;
    const gone = current && !kept.some(({ id }) => id === current);
    return gone ? [...kept, { id: current, name: 'A card that was removed' }] : kept;
  });
  protected readonly testCards = computed(() => {
    const view = this.installation.view();
    return view?.sandbox && !view.stripePublishableKey ? TEST_CARDS : [];
  });
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly conflict = computed(() => this.problem()?.key === 'precondition-failed');

  constructor() {
    inject(UnsavedChanges).keep(computed(() => this.changes().length > 0));
    // What somebody typed stays, also when the policy was changed elsewhere in the meantime.
    effect(() => {
      const given = this.given();
      untracked(() => {
        if (this.started() === null || this.changes().length === 0) this.begin(given);
      });
    });
  }

  protected discard(): void {
    this.problem.set(null);
    this.begin(this.given());
  }

  /** Takes what somebody else saved. */
  protected takeTheirs(): void {
    this.discard();
    this.outdated.emit();
    // The newest policy comes with the next answer; an untouched form takes it over.
  }

  protected async save(eTag: string | null): Promise<void> {
    const definition = this.definition();
    if (!definition) return;
    this.problem.set(null);
    const id = this.policy()?.id;
    const outcome = id
      ? await this.api.change(id, definition, eTag)
      : await this.api.create(definition);
    if (!outcome.ok) {
      this.problem.set(outcome.problem);
      return;
    }
    this.begin({ eTag: outcome.value.eTag, draft: draftOf(outcome.value) });
    this.saved.emit(outcome.value);
  }

  protected errorOf(name: keyof PolicyDraft, pointer: string): string | null {
    const field = this.form[name]();
    const own = field.touched() || this.changes().length > 0 ? field.errors()[0]?.message : null;
    return own ?? fieldError(this.problem(), pointer);
  }

  private begin(started: Started): void {
    this.started.set(started);
    this.model.set({ ...started.draft });
    this.form().reset();
  }
}
