import type {
  BooksView,
  InvoiceView,
  LedgerEntryView,
  LedgerVerificationView,
  LotView,
  MoneyView,
  PurchaseDetailView,
  RefundView,
} from '@purser/contracts';
import type { HttpClient } from '../http-client.js';
import { PublicBooks, type JournalLine, type Month } from './books.js';
import type { ProviderMoney } from './provider.js';
import { tellAgain, type Movement, type Told } from './retold.js';

const DECIMALS: Readonly<Record<string, number>> = { JPY: 0, USD: 2, KWD: 3 };
/** Which account stands against deferred revenue, and on which side. */
const ACCOUNTS: Readonly<Record<Movement, string>> = {
  added: 'receivables',
  recognized: 'token_revenue',
  breakage: 'breakage_revenue',
  refunded: 'refunds_payable',
  disputed: 'chargebacks_payable',
  adjusted: 'adjustments',
};
const MOVEMENTS = Object.keys(ACCOUNTS) as Movement[];

/** What was compared, to be printed. */
export interface Compared {
  entries: number;
  purchases: number;
  invoices: number;
  creditNotes: number;
  /** Minor units of each movement over the year. */
  readonly minor: Record<Movement, bigint>;
}

/** Compares every book of one organization with every other, and collects what differs. */
export class Agreement {
  readonly differences: string[] = [];
  readonly compared: Compared;
  private readonly books: PublicBooks;

  constructor(
    private readonly client: HttpClient,
    private readonly organizationId: string,
    private readonly currency: string,
  ) {
    this.books = new PublicBooks(client, organizationId);
    const minor = { added: 0n, recognized: 0n, breakage: 0n, refunded: 0n, disputed: 0n };
    const none = { entries: 0, purchases: 0, invoices: 0, creditNotes: 0 };
    this.compared = { ...none, minor: { ...minor, adjusted: 0n } };
  }

  /** `months` follow each other and hold the whole life of the organization. */
  async compare(months: readonly Month[], atProvider: ProviderMoney): Promise<void> {
    const { books } = this;
    const [lots, entries, purchases] = [
      await books.lots(),
      await books.entries(),
      await books.purchases(),
    ];
    const [invoices, creditNotes] = [
      await books.invoices('invoice'),
      await books.invoices('credit_note'),
    ];
    const { told, gone } = tellAgain(lots, entries);
    Object.assign(this.compared, {
      ...{ entries: entries.length, purchases: purchases.length },
      ...{ invoices: invoices.length, creditNotes: creditNotes.length },
    });
    await this.tokens(lots, entries, months, gone);
    await this.finance(lots, told, gone, months);
    this.documents(purchases, invoices, creditNotes, told);
    this.provider(purchases, invoices, creditNotes, atProvider);
    await this.ownChecks();
  }

  /** Wallet = entries = lots, at the end and at the end of each month. */
  private async tokens(
    lots: readonly LotView[],
    entries: readonly LedgerEntryView[],
    months: readonly Month[],
    gone: ReadonlyMap<string, bigint>,
  ): Promise<void> {
    const now = await this.books.balance();
    const remaining = lots.reduce((sum, lot) => sum + lot.remaining, 0);
    const moved = entries.reduce((sum, { amount }) => sum + amount, 0);
    this.same('balance and lots', now.balance, remaining);
    this.same('balance and entries', now.balance, moved);
    const parts = now.held + now.frozen + now.expired;
    this.same('available', now.available, now.balance - parts);
    for (const lot of lots) {
      this.same(`lot ${lot.id}`, lot.granted - Number(gone.get(lot.id) ?? 0n), lot.remaining);
    }
    for (const { to } of months.slice(0, -1)) {
      const before = entries.filter(({ at }) => Date.parse(at) <= Date.parse(to));
      const sum = before.reduce((total, { amount }) => total + amount, 0);
      this.same(`balance at ${to}`, (await this.books.balance(to)).balance, sum);
    }
  }

  /** Report and journal of each month, lot by lot, against the ledger told again. */
  private async finance(
    lots: readonly LotView[],
    told: readonly Told[],
    gone: ReadonlyMap<string, bigint>,
    months: readonly Month[],
  ): Promise<void> {
    const deferred = new Map<string, bigint>();
    let inJournal = 0n;
    for (const month of months) {
      const report = await this.books.finance(month);
      const journal = await this.books.journal(month, DECIMALS[this.currency] ?? 2);
      const within = told.filter(
        ({ at }) => at >= Date.parse(month.from) && at < Date.parse(month.to),
      );
      const reported = new Map(report.lots.map((lot) => [lot.lotId, lot]));
      for (const { id } of lots.filter(({ cost }) => cost.amount > 0)) {
        const mine = within.filter(({ lotId }) => lotId === id);
        const figures = reported.get(id);
        const name = `${month.from} lot ${id}`;
        const opening = deferred.get(id) ?? 0n;
        this.same(`${name} opening`, BigInt(figures?.opening.amount ?? 0), opening);
        const closing = MOVEMENTS.reduce((left, movement) => {
          const sum = sumOf(mine.filter((one) => one.movement === movement));
          this.same(`${name} ${movement}`, BigInt(figures?.[movement].amount ?? 0), sum);
          const account = journal.filter(
            (line) => line.lotId === id && line.account === ACCOUNTS[movement],
          );
          this.same(
            `${name} ${ACCOUNTS[movement]}`,
            debits(account),
            movement === 'added' ? sum : -sum,
          );
          this.compared.minor[movement] += sum;
          return movement === 'added' ? left + sum : left - sum;
        }, opening);
        this.same(`${name} closing`, BigInt(figures?.closing.amount ?? 0), closing);
        deferred.set(id, closing);
      }
      const total = [...deferred.values()].reduce((sum, part) => sum + part, 0n);
      this.same(`${month.from} closing`, BigInt(report.totals.closing.amount), total);
      this.same(`${month.from} journal`, debits(journal), 0n);
      inJournal -= debits(journal.filter(({ account }) => account === 'deferred_revenue'));
      this.same(`${month.from} deferred in the journal`, inJournal, total);
    }
    for (const lot of lots) {
      const cost = BigInt(lot.cost.amount);
      const left = cost - (cost * (gone.get(lot.id) ?? 0n)) / BigInt(lot.granted);
      this.same(`deferred of lot ${lot.id}`, deferred.get(lot.id) ?? 0n, left);
    }
  }

  /** Invoices and credit notes against purchases and the ledger. */
  private documents(
    purchases: readonly PurchaseDetailView[],
    invoices: readonly InvoiceView[],
    creditNotes: readonly InvoiceView[],
    told: readonly Told[],
  ): void {
    this.gapless([...invoices, ...creditNotes]);
    const documents = new Map([...invoices, ...creditNotes].map((one) => [one.id, one]));
    for (const purchase of purchases) {
      const name = `purchase ${purchase.referenceId}`;
      const invoice = documents.get(purchase.invoiceId ?? '');
      const isPaid = purchase.completedAt !== undefined;
      this.same(
        `${name} invoiced`,
        invoice?.total.amount ?? 0,
        isPaid ? purchase.price.total.amount : 0,
      );
      this.same(`${name} lots`, money(purchase.lots, 'cost'), invoice?.subtotal.amount ?? 0);
      const paidBack = purchase.refunds.filter(({ status }) => status === 'succeeded');
      const lost = purchase.disputes.filter(({ status }) => status === 'lost');
      const credited = money(purchase.creditNotes, 'total');
      const voided = lost.flatMap(({ creditNoteId }) => documents.get(creditNoteId ?? '') ?? []);
      this.same(`${name} credited`, credited, money(paidBack, 'credited') + money(voided, 'total'));
      this.within(
        `${name} lost`,
        money(lost, 'lost') -
          money(voided, 'total') -
          money(lost, 'shortfall') -
          money(lost, 'returnedTwice'),
        lost.length * restOf(purchase),
      );
      for (const refund of paidBack) {
        this.refund(refund, restOf(purchase), told);
        const note = documents.get(refund.creditNoteId ?? '');
        const isBeyond = refund.credited.amount < refund.amount.amount;
        if (!isBeyond)
          this.same(`refund ${refund.id} credited`, note?.total.amount ?? 0, refund.amount.amount);
        else this.same(`${name} has no room`, credited, invoice?.total.amount ?? 0);
      }
      const lots = new Set(purchase.lots.map(({ id }) => id));
      const costOf = (movement: Movement) =>
        Number(sumOf(told.filter((one) => lots.has(one.lotId) && one.movement === movement)));
      // What refunds paid beyond their tokens, also those that came back later, was missing from the
      // invoice when the note of a dispute was made; and tokens that a reversal brought back after a
      // dispute was lost cost the next one up to a rest more than the invoice had left.
      const others = purchase.refunds.length + Math.max(lost.length - 1, 0);
      this.within(
        `${name} (${purchase.refunds.length} refunds, ${lost.length} lost) voided beyond its note`,
        costOf('disputed') - money(voided, 'subtotal'),
        money(purchase.refunds, 'shortfall') + others * restOf(purchase),
      );
    }
    const standing = new Set(purchases.flatMap((one) => one.creditNotes.map(({ id }) => id)));
    const cancelled = creditNotes.filter(({ id }) => !standing.has(id));
    const first = new Set(purchases.map(({ invoiceId }) => invoiceId));
    const reinstating = invoices.filter(({ id }) => !first.has(id));
    for (const part of ['subtotal', 'tax', 'total'] as const) {
      this.same(
        `cancelled credit notes, ${part}`,
        money(reinstating, part),
        money(cancelled, part),
      );
    }
    this.same(
      'added and invoiced',
      money(
        [...documents.values()].filter(({ id }) => first.has(id)),
        'subtotal',
      ),
      Number(this.compared.minor.added),
    );
  }

  /** Money and tokens in step: a refund gives back what its tokens cost, or says its shortfall. */
  private refund(
    { id, origin, amount, subtotal, shortfall, credited }: RefundView,
    restMinor: number,
    told: readonly Told[],
  ): void {
    const own = told.filter(({ reference }) => reference === `purser:refund:${id}`);
    const missing = subtotal.amount - Number(sumOf(own));
    if (origin === 'purser') this.same(`refund ${id} at cost`, missing, 0);
    else {
      const uncovered = shortfall.amount + amount.amount - credited.amount;
      this.within(`refund ${id} beside its cost`, missing, uncovered + restMinor);
    }
  }

  /** What the provider says it received, gave back and lost. */
  private provider(
    purchases: readonly PurchaseDetailView[],
    invoices: readonly InvoiceView[],
    creditNotes: readonly InvoiceView[],
    { receivedMinor, refundedMinor, lostMinor }: ProviderMoney,
  ): void {
    const refunds = purchases.flatMap((one) => one.refunds);
    const disputes = purchases.flatMap((one) => one.disputes);
    const lost = disputes.filter(({ status }) => status === 'lost');
    const paidBack = refunds.filter(({ status }) => status === 'succeeded');
    const completed = purchases.filter(({ completedAt }) => completedAt !== undefined);
    this.same(
      'received',
      money(
        completed.map(({ price }) => price),
        'total',
      ),
      receivedMinor,
    );
    this.same('refunded', money(paidBack, 'amount'), refundedMinor);
    this.same('lost', money(lost, 'lost'), lostMinor);
    const invoiced = money(invoices, 'total') - money(creditNotes, 'total');
    const notes = new Map(creditNotes.map((note) => [note.id, note]));
    const voided = lost.flatMap(({ creditNoteId }) => notes.get(creditNoteId ?? '') ?? []);
    const kept = receivedMinor - refundedMinor - money(voided, 'total');
    this.same('invoiced and kept', invoiced, kept);
  }

  private async ownChecks(): Promise<void> {
    const { organizationId } = this;
    const books = await this.client.get<BooksView>(
      `/api/tokens/reports/books?organizationId=${organizationId}`,
    );
    for (const { name, detail } of books.body.checks.filter(({ ok }) => !ok)) {
      this.differences.push(`${name}: ${detail}`);
    }
    const sealed = await this.client.get<LedgerVerificationView>(
      `/api/tokens/wallet/${organizationId}/verify`,
    );
    if (!sealed.body.valid) this.differences.push(`seals: ${sealed.text}`);
    this.same('sealed entries', sealed.body.entries, this.compared.entries);
  }

  private gapless(documents: readonly InvoiceView[]): void {
    const series = Map.groupBy(documents, ({ number }) => number.slice(0, number.lastIndexOf('-')));
    for (const [name, own] of series) {
      const numbers = own.map(({ number }) => Number(number.slice(number.lastIndexOf('-') + 1)));
      const counted = numbers
        .toSorted((a, b) => a - b)
        .every((number, index) => number === index + 1);
      if (!counted) this.differences.push(`series ${name} has gaps: ${numbers.join(', ')}`);
    }
  }

  private same<T extends number | bigint>(what: string, found: T, expected: T): void {
    if (found !== expected) {
      this.differences.push(`${this.currency} ${what}: ${found} instead of ${expected}`);
    }
  }

  private within(what: string, found: number, most: number): void {
    if (found < 0 || found > most)
      this.differences.push(`${this.currency} ${what}: ${found} is not from 0 to ${most}`);
  }
}

/** The most that is left of money for which whole tokens were taken. */
const restOf = ({ price, tokens }: PurchaseDetailView): number =>
  Math.ceil(price.total.amount / tokens) + 1;

const sumOf = (told: readonly Told[]): bigint => told.reduce((sum, { minor }) => sum + minor, 0n);

const debits = (lines: readonly JournalLine[]): bigint =>
  lines.reduce((sum, { minor }) => sum + minor, 0n);

function money<Name extends string>(
  of: readonly Readonly<Record<Name, MoneyView>>[],
  name: Name,
): number {
  return of.reduce((sum, one) => sum + one[name].amount, 0);
}
