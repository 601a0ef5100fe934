import type { PurchaseDetailView, PurchaseView, RefundView } from '@purser/contracts';
import { eventually } from '@purser/testing';
import type { HttpClient } from './support/http-client.js';
import { startPurser, type Purser } from './support/purser.js';

/** Cards that pay at once. */
const PAID = [
  'visa',
  'visa_debit',
  'mastercard',
  'mastercard_debit',
  'mastercard_prepaid',
  'amex',
  'discover',
  'diners',
  'jcb',
  'unionpay',
  'br',
  'ca',
  'de',
  'fr',
  'gb',
  'jp',
  'threeDSecureOptional',
  'bypassPending',
  'riskLevelElevated',
  'cvcCheckFail',
];

/** Cards that decline, with the code and the decline code of the bank. */
const DECLINED: readonly (readonly [string, string, string | null])[] = [
  ['visa_chargeDeclined', 'card_declined', 'generic_decline'],
  ['visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
  ['visa_chargeDeclinedVelocityLimitExceeded', 'card_declined', 'card_velocity_exceeded'],
  ['visa_chargeDeclinedFraudulent', 'card_declined', 'fraudulent'],
  ['radarBlock', 'card_declined', 'fraudulent'],
  ['riskLevelHighest', 'card_declined', 'fraudulent'],
  ['chargeCustomerFail', 'card_declined', 'generic_decline'],
  ['chargeDeclinedExpiredCard', 'expired_card', null],
  ['chargeDeclinedIncorrectCvc', 'incorrect_cvc', null],
  ['chargeDeclinedProcessingError', 'processing_error', null],
];

/** Cards whose holder is asked, and what comes of it when the holder says yes. */
const ASKED: readonly (readonly [string, string])[] = [
  ['authenticationRequired', 'completed'],
  ['authenticationRequiredOnSetup', 'completed'],
  ['authenticationRequiredSetupForOffSession', 'completed'],
  ['threeDSecure2Required', 'completed'],
  ['threeDSecureRequired', 'completed'],
  ['authenticationRequiredChargeDeclinedInsufficientFunds', 'insufficient_funds'],
  ['threeDSecureRequiredChargeDeclined', 'generic_decline'],
];

describe("Stripe's test payment methods over HTTP", () => {
  let purser: Purser;
  let admin: HttpClient;
  let support: HttpClient;

  beforeAll(async () => {
    purser = await startPurser();
    admin = await purser.http.signIn('admin@globex.test');
    support = await purser.http.signIn('support@purser.test');
  });
  afterAll(() => purser.close());

  const ordered = async (): Promise<string> => {
    const answer = await admin.post<PurchaseView>('/api/tokens/purchase', { customTokens: 20_000 });
    return answer.body.referenceId;
  };
  const pay = (reference: string, card?: string) =>
    admin.post<PurchaseView & { code?: string; declineCode?: string | null }>(
      `/api/tokens/purchase/${reference}/execute`,
      card === undefined ? {} : { paymentMethodId: `pm_card_${card}` },
    );
  const look = async (reference: string): Promise<PurchaseDetailView> =>
    (await admin.get<PurchaseDetailView>(`/api/tokens/purchase/${reference}`)).body;
  const authenticate = (clientSecret: string, outcome: 'succeed' | 'fail') =>
    admin.post('/api/sandbox/3ds', { clientSecret, outcome });
  const refund = async (reference: string): Promise<RefundView> => {
    const path = `/api/tokens/purchase/${reference}/refunds`;
    const answer = await support.post<RefundView>(path, {});
    expect(answer.status).toBe(201);
    return answer.body;
  };

  it.each(PAID)('pm_card_%s pays', async (card) => {
    const answer = await pay(await ordered(), card);
    expect([answer.status, answer.body.status]).toEqual([200, 'completed']);
  });

  it.each(DECLINED)('pm_card_%s is declined: %s, %s', async (card, code, declineCode) => {
    const reference = await ordered();
    const answer = await pay(reference, card);
    expect(answer.status).toBe(402);
    expect(answer.body).toMatchObject({ type: '/problems/card-declined', code, declineCode });
    expect(await look(reference)).toMatchObject({
      status: 'payment_failed',
      failure: { code, declineCode },
      lots: [],
    });
  });

  it.each(ASKED)('pm_card_%s asks its holder, then: %s', async (card, outcome) => {
    const reference = await ordered();
    const asked = await pay(reference, card);
    expect([asked.status, asked.body.status]).toEqual([200, 'requires_action']);
    await authenticate(asked.body.clientSecret ?? '', 'succeed');
    const answer = await pay(reference);
    if (outcome === 'completed') expect(answer.body.status).toBe('completed');
    else expect(answer.body).toMatchObject({ declineCode: outcome });
  });

  it.each(['authenticationRequired', 'threeDSecure2Required'])(
    'pm_card_%s charges nothing when its holder does not authenticate',
    async (card) => {
      const reference = await ordered();
      const asked = await pay(reference, card);
      await authenticate(asked.body.clientSecret ?? '', 'fail');
      expect((await pay(reference)).status).toBe(402);
      expect(await look(reference)).toMatchObject({ status: 'payment_failed', lots: [] });
    },
  );

  it.each([
    ['createDispute', 'disputed', 'open', 'fraudulent'],
    ['createDisputeProductNotReceived', 'disputed', 'open', 'product_not_received'],
    ['createDisputeInquiry', 'completed', 'inquiry', 'fraudulent'],
  ])('pm_card_%s pays, then the purchase is %s', async (card, status, dispute, reason) => {
    const reference = await ordered();
    expect((await pay(reference, card)).body.status).toBe('completed');
    purser.stripe.runTasks();
    await eventually(async () => {
      const seen = await look(reference);
      expect(seen).toMatchObject({ status, disputes: [{ status: dispute, reason }] });
    });
  });

  it('pm_card_pendingRefund is refunded when the bank has taken it', async () => {
    const reference = await ordered();
    await pay(reference, 'pendingRefund');
    expect(await refund(reference)).toMatchObject({ status: 'pending', creditNoteId: null });
    purser.stripe.runTasks();
    await eventually(async () => {
      const seen = await look(reference);
      expect(seen).toMatchObject({ status: 'refunded', refunds: [{ status: 'succeeded' }] });
      expect(seen.creditNotes).toHaveLength(1);
    });
  });

  it('pm_card_refundFail is refunded, and later the bank sends the money back', async () => {
    const reference = await ordered();
    await pay(reference, 'refundFail');
    expect(await refund(reference)).toMatchObject({ status: 'succeeded' });
    purser.stripe.runTasks();
    await eventually(async () => {
      const seen = await look(reference);
      expect(seen).toMatchObject({ status: 'completed', creditNotes: [] });
      expect(seen.refunds).toMatchObject([{ status: 'failed' }]);
      expect(seen.lots.map(({ remaining }) => remaining)).toEqual([20_000]);
    });
  });
});
