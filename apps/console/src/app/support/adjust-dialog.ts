import { Component, computed, inject, output, resource, signal } from '@angular/core';
import { form, FormField, FormRoot, validate } from '@angular/forms/signals';
import type { AdjustmentView } from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { parseTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { EffectKey } from './effect-key.js';
import { REASON_CODES } from './support-words.js';
import { type AdjustmentRequest, SupportApi } from './support-api.js';

const FEWEST_CHARACTERS = 3;
const MOST_CHARACTERS = 500;
/** What the rehearsal carries while no reason is written: the amounts do not depend on it. */
const REHEARSED = 'Looking at what it would do';

/** Corrects a balance. What it would do is asked of the server as one types. */
@Component({
  selector: 'pr-adjust-dialog',
  imports: [Dialog, FieldHint, FormField, FormRoot, Icon, ProblemNote, TokensPipe],
  templateUrl: './adjust-dialog.html',
  styleUrl: './support-dialogs.scss',
})
export class AdjustDialog {
  private readonly api = inject(SupportApi);
  private readonly store = inject(WalletStore);
  private readonly key = new EffectKey();
  protected readonly context = inject(OrganizationContext);

  /** What became of it; null = nothing was done. */
  readonly closed = output<AdjustmentView | null>();

  protected readonly codes = REASON_CODES;
  protected readonly direction = signal<1 | -1>(1);
  private readonly model = signal({
    amount: '',
    reasonCode: REASON_CODES[0]?.value ?? 'goodwill',
    reason: '',
  });
  protected readonly form = form(
    this.model,
    (path) => {
      validate(path.amount, ({ value }) =>
        (parseTokens(value()) ?? 0) > 0
          ? undefined
          : { kind: 'amount', message: 'Enter a whole number of tokens above zero.' },
      );
      validate(path.reason, ({ value }) => {
        const { length } = oneLine(value());
        return length >= FEWEST_CHARACTERS && length <= MOST_CHARACTERS
          ? undefined
          : { kind: 'reason', message: 'Say why, in 3 to 500 characters.' };
      });
    },
    {
      submission: {
        action: async () => {
          await this.adjust();
          return undefined;
        },
        onInvalid: (field) => field().errorSummary()[0]?.fieldTree().focusBoundControl(),
      },
    },
  );
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly available = computed(() => this.store.wallet()?.available ?? null);
  protected readonly signed = computed(
    () => this.direction() * (parseTokens(this.model().amount) ?? 0),
  );
  private readonly rehearsal = resource({
    params: () => this.signed() || undefined,
    loader: ({ params: amount }) =>
      this.api.previewAdjustment({ amount, reasonCode: 'preview', reason: REHEARSED }),
  });
  private readonly answer = computed(() =>
    this.rehearsal.hasValue() ? this.rehearsal.value() : undefined,
  );
  protected readonly preview = computed(() => {
    const answer = this.answer();
    return answer?.ok ? answer.value : null;
  });
  protected readonly refusal = computed(() => {
    const answer = this.answer();
    return answer && !answer.ok && answer.problem.errors.length === 0 ? answer.problem : null;
  });
  protected readonly needsApproval = computed(() => this.preview()?.status === 'pending');

  protected serverSays(pointer: string): string | null {
    return fieldError(this.problem(), pointer);
  }

  private async adjust(): Promise<void> {
    const { reasonCode, reason } = this.model();
    const request: AdjustmentRequest = {
      amount: this.signed(),
      reasonCode,
      reason: oneLine(reason),
    };
    this.problem.set(null);
    const outcome = await this.api.adjust(request, this.key.of(request));
    if (outcome.ok) this.closed.emit(outcome.value);
    else this.problem.set(outcome.problem);
  }
}

/** A reason is one line on the server; line breaks that were typed become spaces. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
