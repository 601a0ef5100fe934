import type {
  BalanceView,
  DebitView,
  DisputeView,
  HoldView,
  LotView,
  PageView,
  PurchaseDetailView,
  PurchaseView,
  RefundView,
} from '@purser/contracts';
import { eventually } from '@purser/testing';
import type { Answer, HttpClient } from '../http-client.js';
import type { Purser } from '../purser.js';
import type { Customer } from './market.js';
import type { Chance } from './numbers.js';
import type { ProviderDashboard } from './provider.js';

const GOOD_CARD = 'pm_card_visa';
/** Several good ones: most purchases end well. */
const CARDS = [
  ...[GOOD_CARD, GOOD_CARD, GOOD_CARD, GOOD_CARD, 'pm_card_mastercard', 'pm_card_jcb'],
  ...['pm_card_visa_chargeDeclined', 'pm_card_chargeDeclinedExpiredCard'],
  ...['pm_card_threeDSecureRequired', 'pm_card_threeDSecure2Required'],
  ...['pm_card_pendingRefund', 'pm_card_refundFail'],
];
/** A busy machine takes its time to tell and to hear. */
const NEWS_MS = 60_000;
const LONGEST_HOLD_SECONDS = 604_800;
const DAY_MS = 86_400_000;

/** Everything one customer, their programs and our staff do, at random. Refusals are part of life. */
export class Life {
  /** How often each act came to something. */
  readonly done = new Map<string, number>();
  private count = 0;
  private readonly bought: string[] = [];
  private debits: string[] = [];
  private holds: { id: string; amount: number }[] = [];
  private disputed: string[] = [];
  private readonly wallet: string;

  /** Each act as likely as it stands here. */
  private readonly acts: readonly (() => Promise<string | null>)[] = [
    ...[() => this.buy(), () => this.buy(), () => this.buy()],
    ...[() => this.spend(), () => this.spend(), () => this.spend(), () => this.reverse()],
    ...[() => this.hold(), () => this.resolveHold()],
    ...[() => this.refund(), () => this.refund(), () => this.refundElsewhere()],
    ...[() => this.dispute(), () => this.decide(), () => this.decide()],
    ...[() => this.adjust(), () => this.extend()],
  ];

  constructor(
    readonly customer: Customer,
    private readonly purser: Purser,
    private readonly staff: HttpClient,
    private readonly provider: ProviderDashboard,
    private readonly chance: Chance,
  ) {
    this.wallet = `/api/tokens/wallet/${customer.organizationId}`;
  }

  /** A subscription that is billed all year, and a policy that tops up. */
  async begin(): Promise<void> {
    const { organizationId, packageIds, currency } = this.customer;
    const payer = { organizationId, paymentMethodId: GOOD_CARD };
    const subscribed = await this.staff.post('/api/tokens/subscription', {
      ...{ ...payer, packageId: packageIds[0], interval: 'month' },
    });
    this.note('subscribed', subscribed);
    const policy = await this.staff.post(
      '/api/tokens/auto-topup',
      {
        ...{ ...payer, trigger: { kind: 'threshold', below: 9_000 }, tokens: 5_000 },
        monthlyLimit: { amount: 1_000_000, currency },
      },
      { key: null },
    );
    this.note('policy', policy);
  }

  /** Does one thing at random. */
  async act(): Promise<void> {
    const what = await this.chance.one(this.acts)();
    if (what !== null) this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }

  /** Ends what is open, so that the books can be closed. */
  async finish(): Promise<void> {
    while (this.disputed.length > 0) await this.decide();
  }

  private async buy(): Promise<string | null> {
    const { organizationId, packageIds } = this.customer;
    const order = { organizationId, packageId: this.chance.one(packageIds) };
    const ordered = await this.staff.post<PurchaseView>('/api/tokens/purchase', order);
    if (ordered.status !== 201) return null;
    const { referenceId } = ordered.body;
    if (this.chance.happens(0.08)) {
      await this.staff.post(`/api/tokens/purchase/${referenceId}/cancel`);
      return 'canceled';
    }
    const first = await this.pay(referenceId, this.chance.one(CARDS));
    if (first.status === 200 && first.body.status === 'requires_action') {
      return this.authenticate(referenceId, first.body.clientSecret ?? '');
    }
    if (first.status === 200) return this.completed(referenceId, 'bought');
    if (first.status !== 402 || this.chance.happens(0.4)) return 'declined';
    const second = await this.pay(referenceId, GOOD_CARD);
    return second.status === 200 ? this.completed(referenceId, 'bought with another card') : null;
  }

  private async authenticate(referenceId: string, clientSecret: string): Promise<string> {
    // Some never come back from their bank; the sweep cancels theirs.
    if (this.chance.happens(0.25)) return 'abandoned';
    const outcome = this.chance.happens(0.7) ? 'succeed' : 'fail';
    await this.staff.post('/api/sandbox/3ds', { clientSecret, outcome });
    const answer = await this.pay(referenceId);
    return answer.status === 200 ? this.completed(referenceId, '3-D Secure') : 'not authenticated';
  }

  private completed(referenceId: string, how: string): string {
    this.bought.push(referenceId);
    return how;
  }

  private pay(referenceId: string, paymentMethodId?: string): Promise<Answer<PurchaseView>> {
    const body = paymentMethodId === undefined ? {} : { paymentMethodId };
    return this.staff.post(`/api/tokens/purchase/${referenceId}/execute`, body);
  }

  private async spend(): Promise<string | null> {
    const amount = await this.some(3);
    if (amount === null) return null;
    const body = { amount, reference: this.reference() };
    const answer = await this.staff.post<DebitView>(`${this.wallet}/debits`, body);
    if (answer.status !== 201) return null;
    this.debits.push(answer.body.entryId);
    return 'spent';
  }

  private async reverse(): Promise<string | null> {
    const entryId = this.debits.pop();
    if (entryId === undefined) return null;
    const path = `${this.wallet}/debits/${entryId}/reverse`;
    return said('reversed', await this.staff.post(path, { reason: 'It was not delivered' }));
  }

  private async hold(): Promise<string | null> {
    const amount = await this.some(5);
    if (amount === null) return null;
    const ttlSeconds = this.chance.whole(3_600, LONGEST_HOLD_SECONDS);
    const body = { amount, ttlSeconds, reference: this.reference() };
    const answer = await this.staff.post<HoldView>(`${this.wallet}/holds`, body);
    if (answer.status !== 201) return null;
    this.holds.push({ id: answer.body.id, amount });
    return 'held';
  }

  /** Captures or releases a hold; one that is left alone ends by itself. */
  private async resolveHold(): Promise<string | null> {
    const hold = this.holds.pop();
    if (!hold) return null;
    const path = `${this.wallet}/holds/${hold.id}`;
    if (this.chance.happens(0.3)) return said('released', await this.staff.post(`${path}/release`));
    const amount = this.chance.whole(1, hold.amount);
    return said('captured', await this.staff.post(`${path}/capture`, { amount }));
  }

  private async refund(): Promise<string | null> {
    const purchase = await this.somePurchase();
    if (!purchase) return null;
    const whole = this.chance.happens(0.4);
    const amount = this.chance.whole(1, purchase.price.total.amount);
    const answer = await this.staff.post<RefundView>(
      `/api/tokens/purchase/${purchase.referenceId}/refunds`,
      { reason: 'Asked for it', ...(!whole && { amount }) },
    );
    return said('refunded', answer);
  }

  /** Staff refund in the provider's dashboard too, whatever is left of the tokens. */
  private async refundElsewhere(): Promise<string | null> {
    const purchase = await this.somePurchase();
    if (!purchase) return null;
    const tens = this.chance.whole(1, Math.floor(purchase.price.total.amount / 30));
    const intent = await this.intentOf(purchase.referenceId);
    if (!(await this.provider.refund(intent, tens * 10))) return null;
    await this.hears(async () => {
      const { refunds } = await this.look(purchase.referenceId);
      return refunds.length > purchase.refunds.length;
    });
    return 'refunded at the provider';
  }

  /** What of the provider's news failed at first is for a job, whose clock stands still here. */
  private async hears(heard: () => Promise<boolean>): Promise<void> {
    await eventually(async () => {
      if (await heard()) return;
      await this.staff.post('/api/jobs/processProviderEvents/run');
      throw new Error('Not heard of yet');
    }, NEWS_MS);
  }

  private async dispute(): Promise<string | null> {
    const purchase = await this.somePurchase();
    if (!purchase || this.disputed.includes(purchase.referenceId)) return null;
    const { amount: total } = purchase.price.total;
    const partly = this.chance.happens(0.3)
      ? { amount: this.chance.whole(1, total / 20) * 10 }
      : {};
    try {
      const intent = await this.intentOf(purchase.referenceId);
      this.purser.stripe.openDispute({ payment_intent: intent, ...partly });
    } catch {
      // Fully refunded, or disputed before.
      return null;
    }
    this.disputed.push(purchase.referenceId);
    await this.hears(async () => Boolean(await this.openDispute(purchase.referenceId)));
    return 'disputed';
  }

  private async decide(): Promise<string | null> {
    const referenceId = this.disputed.shift();
    const dispute = referenceId === undefined ? null : await this.openDispute(referenceId);
    if (referenceId === undefined || !dispute) return null;
    const outcome = this.chance.happens(0.5) ? 'won' : 'lost';
    this.purser.stripe.decideDispute(dispute.providerId, outcome);
    await this.hears(async () => !(await this.openDispute(referenceId)));
    // A shortfall closes the wallet until somebody has looked.
    const body = { source: 'dispute', reason: 'They will pay by bank transfer' };
    await this.staff.put(`${this.wallet}/reactivate`, body);
    return `dispute ${outcome}`;
  }

  private async adjust(): Promise<string | null> {
    const { available } = await this.balance();
    const least = -Math.min(2_000, available);
    const amount = this.chance.whole(least, 1_500);
    if (amount === 0) return null;
    const body = { amount, reasonCode: 'correction', reason: 'Counted again' };
    return said('adjusted', await this.staff.post(`${this.wallet}/adjustments`, body));
  }

  private async extend(): Promise<string | null> {
    const { body } = await this.staff.get<PageView<LotView>>(`${this.wallet}/lots?limit=50`);
    const ending = body.data.filter(({ expiresAt, remaining }) => expiresAt && remaining > 0);
    if (ending.length === 0) return null;
    const lot = this.chance.one(ending);
    const expiresAt = new Date(Date.parse(lot.expiresAt ?? '') + 20 * DAY_MS).toISOString();
    const path = `${this.wallet}/lots/${lot.id}/extend`;
    return said('extended', await this.staff.post(path, { expiresAt, reason: 'They asked' }));
  }

  /** At most a part of what is available; null where there is nothing. */
  private async some(part: number): Promise<number | null> {
    const { available } = await this.balance();
    return available < part ? null : this.chance.whole(1, Math.floor(available / part));
  }

  private async balance(): Promise<BalanceView> {
    return (await this.staff.get<BalanceView>(`${this.wallet}/balance`)).body;
  }

  private async somePurchase(): Promise<PurchaseDetailView | null> {
    return this.bought.length === 0 ? null : this.look(this.chance.one(this.bought));
  }

  private async look(referenceId: string): Promise<PurchaseDetailView> {
    const path = `/api/tokens/purchase/${referenceId}`;
    return (await this.staff.get<PurchaseDetailView>(path)).body;
  }

  private async openDispute(referenceId: string): Promise<DisputeView | null> {
    const { disputes } = await this.look(referenceId);
    return disputes.find(({ status }) => status === 'open') ?? null;
  }

  private async intentOf(referenceId: string): Promise<string> {
    const { rows } = await this.purser.database.superuser.query<{ intent: string }>(
      'SELECT payment_intent_id AS intent FROM token_purchases WHERE id = $1',
      [referenceId],
    );
    return rows[0]?.intent ?? '';
  }

  private note(what: string, { status, text }: Answer<unknown>): void {
    if (status !== 201) throw new Error(`${what}: ${text}`);
    this.done.set(what, 1);
  }

  private reference(): string {
    this.count += 1;
    return `job-${this.count}`;
  }
}

const said = (what: string, { status }: Answer<unknown>): string | null =>
  status < 300 ? what : null;
