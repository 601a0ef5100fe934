import { newId, type Tx } from '@purser/platform';
import { LotClawback, LotFreezes, Spending, Wallets, type DebitAnswer } from '@purser/wallet';
import type { Step } from './model-steps.js';
import { aLot, anActor, PROGRAM, type WalletUnderTest } from './wallet-fixture.js';
import { WalletModel, type Parts } from './wallet-model.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const BANK = anActor('bank');

/** What the wallet answered, and whether the model, told the same, answers so. */
interface Claim {
  readonly answer: unknown;
  holds(model: WalletModel): boolean;
}

/** One wallet and its model: takes steps in both and compares answers and balance. */
export class ModelRun {
  /** More than one where what was asked at the same time may have been done in several orders. */
  private models = [new WalletModel()];
  private readonly holds: { id: string; amount: number }[] = [];
  private readonly entries: string[] = [];
  private readonly debits: { reference: string; amount: number; seen: DebitAnswer }[] = [];
  private readonly purchases: string[] = [];
  private readonly refunds: { purchase: string; reference: string }[] = [];
  private readonly disputes: { purchase: string; reference: string }[] = [];
  private count = 0;

  constructor(readonly wallet: WalletUnderTest) {}

  /**
   * Asks for all steps at the same time. They must have been done in some order.
   *
   * @throws Error there is no order in which the model answers alike
   */
  async take(steps: readonly Step[]): Promise<void> {
    this.tick();
    // What they are about is chosen before any is done.
    const asked = steps.map((step) => this.asking(step));
    const claims = (await Promise.all(asked.map((ask) => ask()))).flat();
    await this.compare(steps, claims);
  }

  /** What time or a job did to all wallets. */
  async look(moment: { do: 'wait' | 'sweep' }): Promise<void> {
    this.tick();
    if (moment.do === 'sweep') for (const model of this.models) model.sweep();
    await this.compare(moment, []);
  }

  private async compare(what: object, claims: readonly Claim[]): Promise<void> {
    const { balance, held, frozen, expired, available } = await this.wallet.balance();
    const seen = JSON.stringify({ balance, held, frozen, expired, available });
    const fitting = this.models
      .flatMap((model) => afterAnyOrder(model, claims))
      .filter((model) => JSON.stringify(model.parts()) === seen);
    if (fitting.length === 0) {
      const answers = claims.map(({ answer }) => answer);
      throw new Error(
        `No order of ${text(what)} explains ${text(answers)} and ${seen}; ` +
          `before it there was ${this.models.map((model) => model.text()).join(' or ')}`,
      );
    }
    this.models = [...new Map(fitting.map((model) => [model.text(), model])).values()];
  }

  private tick(): void {
    for (const model of this.models) model.now = this.now();
  }

  private now(): number {
    return this.wallet.t.clock.now().getTime();
  }

  private reference(word: string): string {
    this.count += 1;
    return `${word}-${this.count}`;
  }

  private asking(step: Step): () => Promise<Claim[]> {
    switch (step.do) {
      case 'grant':
        return () => this.grant(step);
      case 'buy':
        return () => this.buy(step);
      case 'debit':
        return () => this.debit([step.amount]);
      case 'batch':
        return () => this.debit(step.amounts);
      case 'repeat':
        return about(this.debits, step.pick, (debit) => this.repeat(debit));
      case 'hold':
        return () => this.hold(step);
      case 'capture':
        return about(this.holds, step.pick, ({ id, amount }) =>
          this.capture(id, Math.max(1, Math.floor((amount * step.share) / 3))),
        );
      case 'release':
        return about(this.holds, step.pick, ({ id }) => this.release(id));
      case 'reverse':
        return about(this.entries, step.pick, (entryId) => this.reverse(entryId));
      case 'adjust':
        return () => this.adjust(step.amount);
      case 'refund':
        return about(this.purchases, step.pick, (id) => this.refund(id, step.tokens));
      case 'refundFailed':
        return about(this.refunds, step.pick, (refund) => this.refundFailed(refund));
      case 'dispute':
        return about(this.purchases, step.pick, (id) => this.dispute(id));
      case 'disputeWon':
        return about(this.disputes, step.pick, (dispute) => this.disputeWon(dispute));
      case 'disputeLost':
        return about(this.disputes, step.pick, (dispute) => this.disputeLost(dispute, step.tokens));
    }
  }

  private async grant(step: Extract<Step, { do: 'grant' }>): Promise<Claim[]> {
    const expiresAt = this.inDays(step.days);
    const { lotId } = await this.wallet.grant({
      tokens: BigInt(step.tokens),
      priority: step.priority,
      expiresAt,
      costMinor: step.free ? 0n : 100n,
    });
    const lot = {
      id: lotId,
      remaining: step.tokens,
      priority: step.priority,
      expiresAt: expiresAt?.getTime() ?? null,
      free: step.free,
    };
    return [change(lot, (model) => model.grant(lot))];
  }

  /** A purchase: paid tokens and, perhaps, a bonus. */
  private async buy({ tokens, bonus, days }: Extract<Step, { do: 'buy' }>): Promise<Claim[]> {
    const purchase = newId(new Date(this.now()));
    const expiresAt = this.inDays(days);
    const paid = aLot({ tokens: BigInt(tokens), expiresAt, purchaseId: purchase });
    const extra = { tokens: BigInt(bonus), costMinor: 0n, source: 'bonus' as const };
    const gift = aLot({ expiresAt, purchaseId: purchase, ...extra });
    const lots = bonus > 0 ? [paid, gift] : [paid];
    const granted = await this.run((tx) =>
      this.wallet.t.get(Wallets).grant(tx, { lots, actor: BANK, at: new Date(this.now()) }),
    );
    this.purchases.push(purchase);
    return granted.map(({ lotId }, index) => {
      const lot = {
        id: lotId,
        purchase,
        remaining: index === 0 ? tokens : bonus,
        priority: 100,
        expiresAt: expiresAt?.getTime() ?? null,
        free: index > 0,
      };
      return change(lot, (model) => model.grant(lot));
    });
  }

  private async debit(amounts: number[]): Promise<Claim[]> {
    const items = amounts.map((amount) => ({
      amount: BigInt(amount),
      reference: this.reference('debit'),
      actor: PROGRAM,
    }));
    const spending = this.wallet.t.get(Spending);
    const answers = await spending.debit(this.wallet.organizationId, items);
    return answers.map((answer, index) => {
      const amount = amounts[index] ?? 0;
      if (!answer.booked) return claim(null, (model) => model.debit(null, amount));
      const { entryId, reference, allocations, balanceAfter, availableAfter } = answer;
      this.entries.push(entryId);
      this.debits.push({ reference, amount, seen: answer });
      const after = { balance: Number(balanceAfter), available: Number(availableAfter) };
      return claim({ parts: partsOf(allocations), ...after }, (model) => {
        const parts = model.debit(entryId, amount);
        const { balance, available } = model.parts();
        return { parts, balance, available };
      });
    });
  }

  private async repeat({ reference, amount, seen }: (typeof this.debits)[number]) {
    const again = await this.wallet.debit(amount, reference);
    return [claim(text(again), () => text(seen))];
  }

  private async hold(step: Extract<Step, { do: 'hold' }>): Promise<Claim[]> {
    const { amount, hours } = step;
    const placed = await this.wallet.hold(amount, (hours * HOUR_MS) / 1_000).catch(refused);
    if (placed) this.holds.push({ id: placed.id, amount });
    return [
      claim(placed?.allocations ?? null, (model) =>
        model.hold(placed?.id ?? '', amount, hours * HOUR_MS),
      ),
    ];
  }

  private async capture(id: string, amount: number): Promise<Claim[]> {
    const captured = await this.wallet.capture(id, amount).catch(refused);
    const entryId = captured?.entryId ?? null;
    if (entryId !== null) this.entries.push(entryId);
    return [claim(captured !== null, (model) => model.capture(id, amount, entryId))];
  }

  private async release(id: string): Promise<Claim[]> {
    const released = await this.wallet.release(id).catch(refused);
    return [claim(released !== null, (model) => model.release(id))];
  }

  private async reverse(entryId: string): Promise<Claim[]> {
    const { kind } = await this.wallet.reverse(entryId);
    return [change(kind, (model) => model.reverse(entryId))];
  }

  private async adjust(amount: number): Promise<Claim[]> {
    const adjusted = await this.wallet.adjust(amount).catch(refused);
    return [claim(adjusted !== null, (model) => model.debit(null, -amount) !== null)];
  }

  private async refund(purchase: string, tokens: number): Promise<Claim[]> {
    const reference = this.reference('purser:refund');
    this.refunds.push({ purchase, reference });
    const request = { ...this.request(purchase, reference), frozenFor: [] };
    const taken = await this.takeBack({ ...request, kind: 'refund' }, tokens);
    return [claim(taken, (model) => model.refund(purchase, reference, tokens))];
  }

  private async refundFailed(refund: (typeof this.refunds)[number]): Promise<Claim[]> {
    const request = this.request(refund.purchase, refund.reference);
    const back = await this.run((tx) => this.wallet.t.get(LotClawback).giveBack(tx, request));
    return [change(back?.reference, (model) => model.refundFailed(refund.reference))];
  }

  private async dispute(purchase: string): Promise<Claim[]> {
    const reference = this.reference('dispute');
    this.disputes.push({ purchase, reference });
    const request = this.request(purchase, reference);
    const frozen = await this.run((tx) => this.wallet.t.get(LotFreezes).freeze(tx, request));
    return [claim(partsOf(frozen), (model) => model.dispute(purchase, reference))];
  }

  private async disputeWon({ purchase, reference }: (typeof this.disputes)[number]) {
    const request = this.request(purchase, reference);
    const given = await this.run((tx) => this.wallet.t.get(LotFreezes).unfreeze(tx, request));
    return [claim(partsOf(given), (model) => model.disputeWon(reference))];
  }

  private async disputeLost(dispute: (typeof this.disputes)[number], tokens: number) {
    const { purchase, reference } = dispute;
    const lost = {
      ...this.request(purchase, this.reference('purser:lost')),
      frozenFor: [reference],
    };
    const taken = await this.takeBack({ ...lost, kind: 'dispute' }, tokens);
    return [claim(taken, (model) => model.disputeLost(purchase, reference, tokens))];
  }

  /** Takes up to `tokens`, oldest lot first. */
  private async takeBack(
    request: Parameters<LotClawback['take']>[1],
    tokens: number,
  ): Promise<Parts> {
    const { allocations } = await this.run((tx) =>
      this.wallet.t.get(LotClawback).take(tx, request, (lots) => {
        let left = BigInt(tokens);
        return lots.map(({ lotId, takeable }) => {
          const amount = takeable < left ? takeable : left;
          left -= amount;
          return { lotId, amount };
        });
      }),
    );
    return partsOf(allocations);
  }

  private request(purchaseId: string, reference: string) {
    const why = { reason: 'The model says so', actor: BANK, at: new Date(this.now()) };
    return { purchaseId, reference, entryReference: reference, ...why };
  }

  private run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.wallet.t.unitOfWork.run(this.wallet.organizationId, work);
  }

  /** At midnight, so that lots often expire together and the rest of the order decides; 0 = never. */
  private inDays(days: number): Date | null {
    const midnight = Math.ceil(this.now() / DAY_MS) * DAY_MS;
    return days === 0 ? null : new Date(midnight + (days - 1) * DAY_MS);
  }
}

/** The models after every order of `claims` in which all of them hold. */
function afterAnyOrder(model: WalletModel, claims: readonly Claim[]): WalletModel[] {
  let reached = new Map([['', { model, left: claims }]]);
  for (let done = 0; done < claims.length; done += 1) {
    const next = new Map<string, { model: WalletModel; left: readonly Claim[] }>();
    for (const state of reached.values()) {
      for (const [index, first] of state.left.entries()) {
        const after = state.model.clone();
        if (!first.holds(after)) continue;
        const left = state.left.toSpliced(index, 1);
        const key = `${left.map((one) => claims.indexOf(one)).join()} ${after.text()}`;
        next.set(key, { model: after, left });
      }
    }
    reached = next;
  }
  return [...reached.values()].map((state) => state.model);
}

function claim(answer: unknown, ask: (model: WalletModel) => unknown): Claim {
  const said = text(answer);
  return { answer, holds: (model) => text(ask(model)) === said };
}

function change(answer: unknown, apply: (model: WalletModel) => void): Claim {
  return {
    answer,
    holds: (model) => {
      apply(model);
      return true;
    },
  };
}

/** Does `ask` about what was picked; nothing where there is none. */
function about<T>(
  all: readonly T[],
  pick: number,
  ask: (one: T) => Promise<Claim[]>,
): () => Promise<Claim[]> {
  const one = all[pick % Math.max(1, all.length)];
  return () => (one === undefined ? Promise.resolve([]) : ask(one));
}

const partsOf = (allocations: readonly { lotId: string; amount: bigint }[]): Parts =>
  allocations.map(({ lotId, amount }) => ({ lotId, amount: Number(amount) }));

const text = (value: unknown) =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}` : part));

/** Null for a refusal of the wallet; anything else still fails the test. */
function refused(error: unknown): null {
  const { problem } = error as { problem?: unknown };
  if (typeof problem === 'string' && problem !== 'overloaded') return null;
  throw error;
}
