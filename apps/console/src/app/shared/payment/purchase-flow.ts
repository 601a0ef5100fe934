import { computed, inject, Injectable, InjectionToken, signal } from '@angular/core';
import {
  PROBLEMS,
  type PurchaseDetailView,
  type PurchaseStatus,
  type PurchaseView,
} from '@purser/contracts';
import type { Outcome } from '../../core/http/outcome.js';
import type { ProblemReport } from '../../core/http/problem.js';
import { lookUntil, lookUntilRefused } from './look-until.js';
import { type AuthenticationOutcome, type Choice, PurchaseApi } from './purchase-api.js';

/** What the flow is doing; only one thing at a time. */
export type Work = 'nothing' | 'recording' | 'paying' | 'authenticating' | 'settling';

/** How long the flow waits between looks at a purchase that is being settled; tests put 0 in. */
export const SETTLE_PAUSE = new InjectionToken('milliseconds between looks', {
  factory: () => 1_000,
});

const LOOKS = 30;
const SETTLED: ReadonlySet<PurchaseStatus> = new Set([
  'completed',
  'partially_refunded',
  'refunded',
  'disputed',
  'charged_back',
]);

/** Whether the tokens of a purchase are, or were, in the wallet. */
export function isSettled(status: PurchaseStatus): boolean {
  return SETTLED.has(status);
}

/**
 * One purchase from its recording to its receipt. A request is sent again under the same key until
 * a business answer came, so a lost answer never charges twice; a further try gets another key.
 */
@Injectable()
export class PurchaseFlow {
  private readonly api = inject(PurchaseApi);
  private readonly pauseMs = inject(SETTLE_PAUSE);
  private readonly doing = signal<Work>('nothing');
  private readonly refused = signal<ProblemReport | null>(null);
  private readonly current = signal<PurchaseView | null>(null);
  private readonly keys = new Map<string, string>();
  private paidWith: string | null = null;

  readonly work = this.doing.asReadonly();
  readonly busy = computed(() => this.doing() !== 'nothing');
  readonly problem = this.refused.asReadonly();
  readonly purchase = this.current.asReadonly();

  /** Goes on with a purchase that was recorded before, for example after a reload of the page. */
  resume(purchase: PurchaseView): void {
    if (this.busy()) return;
    this.current.set(purchase);
    this.paidWith = purchase.paymentMethod?.id ?? this.paidWith;
    if (purchase.status === 'paid' || purchase.status === 'payment_pending') void this.settle();
  }

  /** Starts over with another choice. */
  clear(): void {
    this.current.set(null);
    this.refused.set(null);
    this.keys.clear();
    this.paidWith = null;
  }

  /** Records what was chosen and freezes the price. Null = a problem stands. */
  async record(choice: Choice): Promise<PurchaseView | null> {
    const use = `record ${JSON.stringify(choice)}`;
    const outcome = await this.during('recording', () =>
      this.api.initialize(choice, this.key(use)),
    );
    this.forgetKey(use, outcome);
    return outcome.ok ? outcome.value : null;
  }

  /** Charges a card. Afterwards the purchase is settled, needs the bank, or a problem stands. */
  async pay(paymentMethodId: string): Promise<void> {
    const purchase = this.current();
    if (!purchase) return;
    this.paidWith = paymentMethodId;
    const use = `pay ${purchase.referenceId} ${paymentMethodId}`;
    const outcome = await this.during('paying', () =>
      this.api.execute(purchase.referenceId, paymentMethodId, this.key(use)),
    );
    this.forgetKey(use, outcome);
    if (!outcome.ok && outcome.problem.key === 'card-declined') await this.lookAgain();
    if (outcome.ok && needsSettling(outcome.value.status)) await this.settle();
  }

  /** Answers the bank in the sandbox, then looks what became of the purchase. */
  async authenticate(answer: AuthenticationOutcome): Promise<void> {
    const secret = this.current()?.clientSecret;
    if (!secret) return;
    this.doing.set('authenticating');
    const outcome = await this.api.authenticate(secret, answer);
    this.doing.set('nothing');
    if (!outcome.ok) {
      this.refused.set(outcome.problem);
      return;
    }
    await this.afterAuthentication(answer === 'succeed');
  }

  /**
   * The bank was asked. Where it confirmed, executes once more, so that the answer does not wait for
   * the provider. Where it did not, only looks: executing a purchase that failed is another attempt.
   */
  async afterAuthentication(confirmed: boolean): Promise<void> {
    if (!confirmed) await this.awaitRefusal();
    else if (this.paidWith) await this.pay(this.paidWith);
    else await this.settle();
  }

  /** Gives the purchase up. */
  async cancel(): Promise<void> {
    const purchase = this.current();
    if (!purchase) return;
    const use = `cancel ${purchase.referenceId}`;
    const outcome = await this.during('nothing', () =>
      this.api.cancel(purchase.referenceId, this.key(use)),
    );
    this.forgetKey(use, outcome);
  }

  /** Reads what a refusal made of the purchase, with the refusal still standing. */
  private async lookAgain(): Promise<void> {
    const referenceId = this.current()?.referenceId;
    if (referenceId) await this.look(referenceId);
  }

  private async look(referenceId: string): Promise<Outcome<PurchaseDetailView>> {
    const outcome = await this.api.read(referenceId);
    if (outcome.ok) this.current.set(outcome.value);
    return outcome;
  }

  private async settle(): Promise<void> {
    const referenceId = this.current()?.referenceId;
    if (!referenceId) return;
    const isKnown = ({ status }: PurchaseDetailView) => !needsSettling(status);
    const looks = { most: LOOKS, pauseMs: this.pauseMs };
    await this.during('settling', () => lookUntil(() => this.look(referenceId), isKnown, looks));
  }

  private async awaitRefusal(): Promise<void> {
    const referenceId = this.current()?.referenceId;
    if (!referenceId) return;
    const outcome = await this.during('authenticating', () =>
      lookUntilRefused(() => this.look(referenceId), this.pauseMs),
    );
    if (!outcome.ok) return;
    const { status, failure } = outcome.value;
    if (status === 'payment_failed' && failure) this.refused.set(declined(failure.message));
  }

  private async during<T extends PurchaseView | PurchaseDetailView>(
    work: Work,
    act: () => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    this.doing.set(work);
    this.refused.set(null);
    const outcome = await act();
    this.doing.set('nothing');
    if (outcome.ok) this.current.set(outcome.value);
    else this.refused.set(outcome.problem);
    return outcome;
  }

  private key(use: string): string {
    const known = this.keys.get(use);
    if (known) return known;
    const made = crypto.randomUUID();
    this.keys.set(use, made);
    return made;
  }

  /** Keeps the key only while the answer is unknown: then the same request is sent again. */
  private forgetKey(use: string, outcome: Outcome<unknown>): void {
    const unknown = !outcome.ok && (outcome.problem.status === 0 || outcome.problem.status >= 500);
    if (!unknown) this.keys.delete(use);
  }
}

function declined(detail: string): ProblemReport {
  const { status, title } = PROBLEMS['card-declined'];
  const key = 'card-declined';
  return { key, status, title, detail, requestId: null, errors: [], fields: {} };
}

function needsSettling(status: PurchaseStatus): boolean {
  return status === 'paid' || status === 'payment_pending';
}
