import type {
  BooksView,
  EntryExplanationView,
  InvoiceView,
  LedgerEntryView,
  MoneyView,
  PageView,
  PurchaseDetailView,
  PurchaseView,
  RefundPreviewView,
  RefundView,
} from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { Catalogue } from '@purser/packages';
import { systemActor } from '@purser/platform';
import { eventually } from '@purser/testing';
import type { HttpClient } from './support/http-client.js';
import { startPurser, type Purser } from './support/purser.js';

const STAFF = systemActor('test');
/** Token counts and prices that divide into nothing round; KWD in tens, as Stripe takes it. */
const MARKETS = [
  { currency: 'JPY', country: 'JP', tokens: 30_011n, bonus: 997n, priceMinor: 7_001n, tax: '10' },
  {
    currency: 'USD',
    country: 'US',
    tokens: 30_011n,
    bonus: 997n,
    priceMinor: 4_999n,
    tax: '8.875',
  },
  { currency: 'KWD', country: 'KW', tokens: 30_011n, bonus: 997n, priceMinor: 12_340n, tax: '0' },
] as const;

const sum = (parts: readonly (MoneyView | undefined)[]): number =>
  parts.reduce((total, part) => total + (part?.amount ?? 0), 0);

let purser: Purser;
let root: HttpClient;

beforeAll(async () => {
  purser = await startPurser();
  root = await purser.http.signIn('root@purser.test');
});
afterAll(() => purser.close());

describe.each(MARKETS)('the books of an organization in $currency', (market) => {
  const { currency } = market;
  let organizationId: string;
  let packageId: string;

  beforeAll(async () => {
    const catalogue = purser.app.get(Catalogue, { strict: false });
    const { country, tax: percent, tokens, bonus, priceMinor } = market;
    const rate = { country, percent, validTo: null, reverseChargeArea: null };
    if (country !== 'US') await catalogue.setTaxRate({ ...rate, validFrom: '2020-01-01' }, STAFF);
    const { item } = await catalogue.createPackage(
      {
        name: `Odd ${currency}`,
        description: '',
        tokens,
        bonusTokens: bonus,
        validityDays: 365,
        active: true,
        prices: [{ currency, amountMinor: priceMinor }],
      },
      STAFF,
    );
    packageId = item.id;
    const profile = {
      name: `Books ${currency}`,
      legalName: `Books ${currency} Ltd`,
      currency,
      country,
      timeZone: 'UTC',
      billingEmail: 'books@acme.test',
      addressLines: ['1 Ledger Lane'],
      taxId: null,
      poNumber: null,
    };
    const made = await purser.app.get(Organizations, { strict: false }).create(profile, STAFF);
    organizationId = made.id;
  });

  const bought = async (): Promise<string> => {
    const order = { organizationId, packageId };
    const ordered = await root.post<PurchaseView>('/api/tokens/purchase', order);
    const { referenceId } = ordered.body;
    const body = { paymentMethodId: 'pm_card_visa' };
    const paid = await root.post(`/api/tokens/purchase/${referenceId}/execute`, body);
    expect(paid.body).toMatchObject({ status: 'completed' });
    return referenceId;
  };
  const spend = async (amount: number, reference: string): Promise<void> => {
    const path = `/api/tokens/wallet/${organizationId}/debits`;
    expect((await root.post(path, { amount, reference })).status).toBe(201);
  };
  const refund = async (reference: string, amount?: number): Promise<RefundView> => {
    const path = `/api/tokens/purchase/${reference}/refunds`;
    const body = { reason: 'Counted', ...(amount !== undefined && { amount }) };
    const rehearsed = await root.post<RefundPreviewView>(`${path}?dryRun=true`, body);
    const answer = await root.post<RefundView>(path, body);
    expect([rehearsed.status, answer.status]).toEqual([200, 201]);
    expect(answer.body.amount).toEqual(rehearsed.body.amount);
    expect(answer.body.tokens).toBe(rehearsed.body.tokens);
    return answer.body;
  };
  const look = async (reference: string): Promise<PurchaseDetailView> =>
    (await root.get<PurchaseDetailView>(`/api/tokens/purchase/${reference}`)).body;
  const dispute = async (reference: string, outcome: 'won' | 'lost'): Promise<void> => {
    const { rows } = await purser.database.superuser.query<{ intent: string }>(
      'SELECT payment_intent_id AS intent FROM token_purchases WHERE id = $1',
      [reference],
    );
    const opened = purser.stripe.openDispute({ payment_intent: rows[0]?.intent ?? '' });
    await eventually(async () => expect((await look(reference)).status).toBe('disputed'));
    purser.stripe.decideDispute(opened.id, outcome);
    await eventually(async () => {
      expect((await look(reference)).disputes[0]?.status).toBe(outcome);
    });
  };
  const explained = async (): Promise<EntryExplanationView[]> => {
    const path = `/api/tokens/wallet/${organizationId}/history`;
    const { body } = await root.get<PageView<LedgerEntryView>>(`${path}?limit=200`);
    return Promise.all(
      body.data.map(async ({ id }) => (await root.get<EntryExplanationView>(`${path}/${id}`)).body),
    );
  };
  const invoices = async (kind: string): Promise<InvoiceView[]> => {
    const query = `organizationId=${organizationId}&kind=${kind}&limit=200`;
    return (await root.get<PageView<InvoiceView>>(`/api/tokens/invoices?${query}`)).body.data;
  };
  /** Minor units that the provider holds of this organization's payments, fees aside. */
  const atProvider = async (): Promise<number> => {
    const response = await fetch(`${purser.stripe.url}/v1/balance_transactions?limit=100`, {
      headers: { authorization: 'Bearer sk_test_x' },
    });
    const { data } = (await response.json()) as { data: { amount: number; currency: string }[] };
    const own = data.filter((one) => one.currency === currency.toLowerCase());
    return own.reduce((total, { amount }) => total + amount, 0);
  };

  it('balance to the minor unit after refunds, a dispute lost and one won', async () => {
    const heldBefore = await atProvider();
    const partly = await bought();
    // The bonus burns first, then 1,003 paid tokens.
    await spend(2_000, 'a');
    await refund(partly, 1_110);
    await spend(777, 'b');
    await refund(partly, 990);
    await spend(1_234, 'c');
    const last = await refund(partly);
    expect((await look(partly)).status).toBe('partially_refunded');
    // In tens a few tokens may be left that cost less than the provider takes.
    const { lots } = await look(partly);
    expect(Math.max(...lots.map(({ remaining }) => remaining))).toBeLessThan(40);
    expect(last.bonusTokens).toBe(0);

    const won = await bought();
    await spend(3_001, 'd');
    await dispute(won, 'won');
    await spend(5_003, 'e');

    const wholly = await bought();
    await refund(wholly);
    expect((await look(wholly)).status).toBe('refunded');

    const lost = await bought();
    await spend(26_011, 'f');
    await dispute(lost, 'lost');

    const entries = await explained();
    const costOf = (...kinds: string[]): number =>
      sum(
        entries
          .filter(({ kind }) => kinds.includes(kind))
          .flatMap((entry) => entry.lots.map(({ cost }) => cost)),
      );
    const seen = await Promise.all([partly, won, wholly, lost].map(look));
    const refunds = seen.flatMap((purchase) => purchase.refunds);
    const [chargedBack] = (await look(lost)).disputes;

    // Every lot: what it cost = consumed + refunded + voided + what is left of it.
    const deferred = seen
      .flatMap((purchase) => purchase.lots)
      .reduce((total, { cost, granted, remaining }) => {
        return total + cost.amount - Math.floor((cost.amount * (granted - remaining)) / granted);
      }, 0);
    const sold = sum(seen.map(({ price }) => price.subtotal));
    expect(costOf('debit') + costOf('refund') + costOf('dispute') + deferred).toBe(sold);

    // Money and tokens are in step: what each refund gave back is what its tokens cost.
    for (const { id, subtotal } of refunds) {
      const [entry] = entries.filter(({ reference }) => reference === `purser:refund:${id}`);
      expect(sum(entry?.lots.map(({ cost }) => cost) ?? [])).toBe(subtotal.amount);
    }
    expect(sum(refunds.map(({ subtotal }) => subtotal))).toBe(costOf('refund'));

    // Credit notes: the refunds, and what was voided; net and tax each.
    const credited = await invoices('credit_note');
    const voided = credited.filter(({ id }) => id === chargedBack?.creditNoteId);
    expect(credited).toHaveLength(refunds.length + 1);
    expect(sum(credited.map(({ subtotal }) => subtotal))).toBe(
      costOf('refund') + costOf('dispute'),
    );
    expect(sum(voided.map(({ subtotal }) => subtotal))).toBe(costOf('dispute'));
    const back = seen[2];
    const ofWhole = credited.filter(({ purchaseReferenceId }) => purchaseReferenceId === wholly);
    expect(sum(ofWhole.map(({ tax }) => tax))).toBe(back?.price.tax.amount);

    // Captured - refunded - charged back = what the provider holds, and never less than nothing.
    const captured = sum(seen.map(({ price }) => price.total));
    const left =
      captured - sum(refunds.map(({ amount }) => amount)) - (chargedBack?.amount.amount ?? 0);
    expect((await atProvider()) - heldBefore).toBe(left);
    // What is shown as shortfall is the part of the dispute that no token covered.
    expect(chargedBack?.shortfall.amount).toBe(
      (chargedBack?.amount.amount ?? 0) - sum(voided.map(({ total }) => total)),
    );
    expect(sum(await invoices('invoice').then((all) => all.map(({ total }) => total)))).toBe(
      captured,
    );

    const books = await root.get<BooksView>(
      `/api/tokens/reports/books?organizationId=${organizationId}`,
    );
    expect(books.body.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(books.body.balanced).toBe(true);
  });
});
