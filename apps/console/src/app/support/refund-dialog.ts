import {
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  resource,
  signal,
} from '@angular/core';
import { form, FormField, FormRoot, validate } from '@angular/forms/signals';
import type { RefundView } from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { editableMoney, formatMoney, parseMoney } from '../shared/format/money.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { formatTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { EffectKey } from './effect-key.js';
import { SupportApi } from './support-api.js';

const FEWEST_CHARACTERS = 3;
const MOST_CHARACTERS = 500;

/** Pays a purchase back, wholly or in part. What that takes is asked of the server as one types. */
@Component({
  selector: 'pr-refund-dialog',
  imports: [
    Dialog,
    FieldHint,
    FormField,
    FormRoot,
    Icon,
    Loading,
    MoneyPipe,
    ProblemNote,
    TokensPipe,
  ],
  templateUrl: './refund-dialog.html',
  styleUrl: './support-dialogs.scss',
})
export class RefundDialog {
  private readonly api = inject(SupportApi);
  private readonly key = new EffectKey();
  protected readonly context = inject(OrganizationContext);

  readonly referenceId = input.required<string>();
  /** What became of it; null = nothing was done. */
  readonly closed = output<RefundView | null>();

  private readonly everything = resource({
    params: () => this.referenceId(),
    loader: ({ params: referenceId }) => this.api.previewRefund(referenceId, null),
  });
  /** What refunding all that can be refunded would do. */
  protected readonly whole = computed(() => {
    const answer = this.everything.hasValue() ? this.everything.value() : null;
    return answer?.ok ? answer.value : null;
  });
  protected readonly fatal = computed(() => {
    const answer = this.everything.hasValue() ? this.everything.value() : null;
    return answer && !answer.ok ? answer.problem : null;
  });
  protected readonly currency = computed(() => this.whole()?.refundable.currency ?? '');
  private readonly model = signal({ amount: '', reason: '' });
  private readonly amount = computed(() =>
    parseMoney(this.model().amount, this.currency() || 'USD'),
  );
  protected readonly form = form(
    this.model,
    (path) => {
      validate(path.amount, ({ value }) => {
        const whole = this.whole();
        const amount = parseMoney(value(), this.currency() || 'USD');
        if (!whole || (amount !== null && amount > 0 && amount <= whole.refundable.amount)) {
          return undefined;
        }
        const most = formatMoney(whole.refundable);
        return { kind: 'amount', message: `Enter an amount above zero, up to ${most}.` };
      });
      validate(path.reason, ({ value }) => {
        const { length } = value().trim();
        return length === 0 || (length >= FEWEST_CHARACTERS && length <= MOST_CHARACTERS)
          ? undefined
          : { kind: 'reason', message: 'Use 3 to 500 characters, or none.' };
      });
    },
    {
      submission: {
        action: async () => {
          await this.refund();
          return undefined;
        },
        onInvalid: (field) => field().errorSummary()[0]?.fieldTree().focusBoundControl(),
      },
    },
  );
  protected readonly problem = signal<ProblemReport | null>(null);
  private readonly partly = resource({
    params: () => {
      const [amount, whole] = [this.amount(), this.whole()];
      if (!whole || !amount || amount >= whole.refundable.amount) return undefined;
      return { referenceId: this.referenceId(), amount };
    },
    loader: ({ params }) => this.api.previewRefund(params.referenceId, params.amount),
  });
  protected readonly working = computed(() => this.partly.isLoading());
  protected readonly preview = computed(() => {
    const whole = this.whole();
    if (!whole || this.amount() === whole.refundable.amount) return whole;
    const answer = this.partly.hasValue() ? this.partly.value() : null;
    return answer?.ok ? answer.value : null;
  });
  protected readonly refusal = computed(() => {
    const answer = this.partly.hasValue() ? this.partly.value() : null;
    return answer && !answer.ok ? answer.problem : null;
  });
  protected readonly rounded = computed(() => {
    const [amount, preview] = [this.amount(), this.preview()];
    return !this.working() && amount !== null && preview !== null && preview.amount.amount < amount;
  });
  /** Why some of its tokens bring no money back. */
  protected readonly kept = computed(() => {
    const whole = this.whole();
    if (!whole) return [];
    return [
      { tokens: whole.consumedTokens, word: 'consumed' },
      { tokens: whole.heldTokens, word: 'held' },
      { tokens: whole.frozenTokens, word: 'frozen by a dispute' },
      { tokens: whole.expiredTokens, word: 'expired' },
      { tokens: whole.refundedTokens, word: 'refunded already' },
    ]
      .filter(({ tokens }) => tokens > 0)
      .map(({ tokens, word }) => `${formatTokens(tokens)} ${word}`);
  });
  protected readonly sentence = computed(
    () => `Money goes back the way it came. ${this.context.name()} gets a credit note.`,
  );
  protected readonly verb = computed(() => {
    const preview = this.preview();
    if (!preview) return 'Refund';
    const amount = formatMoney(preview.amount);
    return preview.approvalRequired ? `Ask to refund ${amount}` : `Refund ${amount}`;
  });
  protected readonly money = formatMoney;

  constructor() {
    effect(() => {
      const whole = this.whole();
      if (whole) this.model.update((model) => ({ ...model, amount: editableMoney(whole.amount) }));
    });
  }

  protected serverSays(pointer: string): string | null {
    return fieldError(this.problem(), pointer);
  }

  private async refund(): Promise<void> {
    const preview = this.preview();
    if (!preview || this.working()) return;
    const reason = this.model().reason.trim();
    const request = { amount: preview.amount.amount, ...(reason && { reason }) };
    this.problem.set(null);
    const outcome = await this.api.refund(this.referenceId(), request, this.key.of(request));
    if (outcome.ok) this.closed.emit(outcome.value);
    else this.problem.set(outcome.problem);
  }
}
