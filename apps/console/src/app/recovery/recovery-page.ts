import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { RecoveryLinkFault, RecoveryPaymentView, RecoveryView } from '@purser/contracts';
import { type ProblemReport, toProblem } from '../core/http/problem.js';
import { Installation } from '../core/installation.js';
import { Clock } from '../core/time/clock.js';
import { cardName } from '../shared/format/card.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { formatInstant, zoneName } from '../shared/format/time.js';
import { BrandMark } from '../shared/icon/brand-mark.js';
import { Icon } from '../shared/icon/icon.js';
import type { IconName } from '../shared/icon/icons.js';
import { AuthenticationDialog } from '../shared/payment/authentication-dialog.js';
import { DeclinedNote } from '../shared/payment/declined-note.js';
import { lookUntilRefused } from '../shared/payment/look-until.js';
import { SETTLE_PAUSE } from '../shared/payment/purchase-flow.js';
import { StripeJsLoader } from '../shared/payment/stripe-js.js';
import { TEST_CARDS } from '../shared/payment/test-cards.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { RecoveryApi } from './recovery-api.js';

/** The choice that takes the card the charge was declined with. */
const ON_FILE = 'on-file';

const FAULTS: Record<RecoveryLinkFault, { icon: IconName; heading: string; sentence: string }> = {
  used: {
    icon: 'circle-check',
    heading: 'This is paid',
    sentence: 'The payment went through with this link. The tokens are in the wallet.',
  },
  revoked: {
    icon: 'info',
    heading: 'Nothing is left to pay',
    sentence: 'It was paid in another way, or called off. Nothing was charged by this link.',
  },
  expired: {
    icon: 'hourglass',
    heading: 'This link has expired',
    sentence:
      'Links are good for 24 hours. Nothing was charged. Sign in to pay, or ask for a new link.',
  },
  unknown: {
    icon: 'search',
    heading: 'This link is not one of ours',
    sentence: 'It may have been cut off in the mail: open it from there once more.',
  },
};

/** Paying a charge that failed while nobody was there; open to whoever holds the link. */
@Component({
  selector: 'pr-recovery-page',
  imports: [
    AuthenticationDialog,
    BrandMark,
    DeclinedNote,
    Icon,
    Loading,
    MoneyPipe,
    ProblemNote,
    RouterLink,
    TokensPipe,
  ],
  templateUrl: './recovery-page.html',
  styleUrl: './recovery-page.scss',
})
export class RecoveryPage {
  private readonly api = inject(RecoveryApi);
  private readonly clock = inject(Clock);
  private readonly stripeJs = inject(StripeJsLoader);
  private readonly installation = inject(Installation);
  private readonly pauseMs = inject(SETTLE_PAUSE);

  /** From the address. */
  readonly token = input.required<string>();

  protected readonly onFile = ON_FILE;
  protected readonly resource = this.api.recovery(this.token);
  protected readonly recovery = computed(() =>
    this.resource.hasValue() ? this.resource.value() : null,
  );
  protected readonly testCards = computed(() => {
    const view = this.installation.view();
    return view?.sandbox && !view.stripePublishableKey ? TEST_CARDS : [];
  });
  protected readonly card = signal<string>(ON_FILE);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly message = signal<string | null>(null);
  protected readonly paid = signal<RecoveryPaymentView | null>(null);
  /** What the bank asks about; null where it asks nothing. */
  private readonly clientSecret = signal<string | null>(null);
  private readonly live = this.stripeJs.offered;
  protected readonly fault = computed(() => {
    const error = this.resource.error();
    const found = this.problem() ?? (error ? toProblem(error) : null);
    if (found?.key !== 'recovery-link-unusable') return null;
    const reason = found.fields['reason'];
    return FAULTS[isFault(reason) ? reason : 'unknown'];
  });
  protected readonly cardOnFile = computed(() => {
    const card = this.recovery()?.card;
    return card ? cardName(card) : 'The card on file';
  });
  protected readonly until = computed(() => {
    const at = this.recovery()?.expiresAt;
    if (!at) return '';
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const now = this.clock.now();
    return `${formatInstant(at, zone, 'minute', now)} ${zoneName(zone, now)}`;
  });
  /** The question in the shape of the dialog that stands in for the bank in the sandbox. */
  protected readonly question = computed(() => {
    const recovery = this.recovery();
    if (!recovery || this.live || !this.clientSecret()) return null;
    return asPurchase(recovery);
  });

  protected async pay(): Promise<void> {
    this.problem.set(null);
    this.message.set(null);
    this.busy.set(true);
    const chosen = this.card();
    const outcome = await this.api.complete(this.token(), chosen === ON_FILE ? null : chosen);
    this.busy.set(false);
    if (!outcome.ok) {
      this.clientSecret.set(null);
      this.problem.set(outcome.problem);
      return;
    }
    if (outcome.value.status === 'completed') {
      this.clientSecret.set(null);
      this.paid.set(outcome.value);
      return;
    }
    this.clientSecret.set(outcome.value.clientSecret ?? null);
    if (this.live) await this.askBank();
  }

  protected async answer(outcome: 'succeed' | 'fail'): Promise<void> {
    const secret = this.clientSecret();
    if (!secret) return;
    this.busy.set(true);
    const answered = await this.api.authenticate(secret, outcome);
    this.busy.set(false);
    this.clientSecret.set(null);
    if (!answered.ok) this.problem.set(answered.problem);
    else if (outcome === 'fail') await this.refused('The bank did not confirm the payment.');
    else await this.pay();
  }

  /** Says so once the server knows. */
  private async refused(why: string): Promise<void> {
    this.busy.set(true);
    await lookUntilRefused(() => this.api.look(this.token()), this.pauseMs);
    this.busy.set(false);
    this.message.set(why);
  }

  protected giveUp(): void {
    this.clientSecret.set(null);
  }

  /** Lets Stripe.js show the bank's own page; only with a live key. */
  private async askBank(): Promise<void> {
    const clientSecret = this.clientSecret();
    if (!clientSecret) return;
    try {
      const stripe = await this.stripeJs.load();
      const { error } = await stripe.handleNextAction({ clientSecret });
      this.clientSecret.set(null);
      if (error) await this.refused(error.message ?? 'The bank did not confirm the payment.');
      else await this.pay();
    } catch (error) {
      this.message.set(error instanceof Error ? error.message : String(error));
    }
  }
}

function isFault(reason: unknown): reason is RecoveryLinkFault {
  return typeof reason === 'string' && reason in FAULTS;
}

function asPurchase({ price, card }: RecoveryView) {
  const paymentMethod = card && { id: '', ...card };
  return { price, paymentMethod };
}
