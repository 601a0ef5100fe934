/** What the bank behind a test card answers. */
export interface Decline {
  code: string;
  declineCode?: string;
  message: string;
}

/**
 * When a card asks its holder to authenticate:
 * - `always`: each payment; off-session payments are declined.
 * - `unless-set-up`: as `always`, but off-session payments pass once it was set up.
 * - `on-session-only`: behaves as if set up already; only on-session payments ask.
 * - `when-requested`: only if the payment asks for 3-D Secure.
 */
export type Authentication = 'always' | 'unless-set-up' | 'on-session-only' | 'when-requested';

export interface TestCard {
  /** Stripe's name without `pm_card_`, which is also the key of {@link TEST_CARDS}. */
  name: string;
  number: string;
  brand: string;
  funding: 'credit' | 'debit' | 'prepaid';
  country: string;
  decline?: Decline;
  /** Whether the card can be attached although charges are declined. */
  attachesAnyway?: boolean;
  authentication?: Authentication;
  dispute?: { reason: string; isInquiry: boolean };
  refund?: 'pending' | 'fails';
  risk?: 'elevated' | 'highest';
  cvcCheck?: 'fail';
  /** Whether the money is available at once instead of after two days. */
  bypassesPending?: boolean;
}

/** What the sandbox remembers about a payment method beside its public object. */
export interface CardState {
  /** The payment method's id. */
  id: string;
  card: string;
  /** Whether it was used while not attached, or detached: it can never be used again. */
  isSpent: boolean;
  /** Whether its holder has authenticated it for later off-session payments. */
  isSetUp: boolean;
}

const declined = (declineCode: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  declineCode,
  message,
});
const INSUFFICIENT_FUNDS = declined('insufficient_funds', 'Your card has insufficient funds.');
const BLOCKED = declined('fraudulent');

type Traits = Partial<Omit<TestCard, 'name' | 'number'>>;
const card = (name: string, number: string, traits: Traits = {}): [string, TestCard] => [
  name,
  { brand: 'visa', funding: 'credit', country: 'US', ...traits, name, number },
];

/** Stripe's test cards by name; see the README for what each one does. */
export const TEST_CARDS: ReadonlyMap<string, TestCard> = new Map([
  card('visa', '4242424242424242'),
  card('visa_debit', '4000056655665556', { funding: 'debit' }),
  card('mastercard', '5555555555554444', { brand: 'mastercard' }),
  card('mastercard_debit', '5200828282828210', { brand: 'mastercard', funding: 'debit' }),
  card('mastercard_prepaid', '5105105105105100', { brand: 'mastercard', funding: 'prepaid' }),
  card('amex', '378282246310005', { brand: 'amex' }),
  card('discover', '6011111111111117', { brand: 'discover' }),
  card('diners', '3056930009020004', { brand: 'diners' }),
  card('jcb', '3566002020360505', { brand: 'jcb', country: 'JP' }),
  card('unionpay', '6200000000000005', { brand: 'unionpay', country: 'CN' }),
  card('br', '4000000760000002', { country: 'BR' }),
  card('ca', '4000001240000000', { country: 'CA' }),
  card('de', '4000002760000016', { country: 'DE' }),
  card('fr', '4000002500000003', { country: 'FR' }),
  card('gb', '4000008260000000', { country: 'GB' }),
  card('jp', '4000003920000003', { country: 'JP' }),

  card('chargeDeclined', '4000000000000002', { decline: declined('generic_decline') }),
  card('chargeDeclinedInsufficientFunds', '4000000000009995', { decline: INSUFFICIENT_FUNDS }),
  card('chargeDeclinedLostCard', '4000000000009987', { decline: declined('lost_card') }),
  card('chargeDeclinedStolenCard', '4000000000009979', { decline: declined('stolen_card') }),
  card('chargeDeclinedVelocityLimitExceeded', '4000000000006975', {
    decline: declined('card_velocity_exceeded'),
  }),
  card('chargeDeclinedFraudulent', '4100000000000019', { decline: BLOCKED, risk: 'highest' }),
  card('radarBlock', '4100000000000019', { decline: BLOCKED, risk: 'highest' }),
  card('chargeDeclinedExpiredCard', '4000000000000069', {
    decline: { code: 'expired_card', message: 'Your card has expired.' },
  }),
  card('chargeDeclinedIncorrectCvc', '4000000000000127', {
    decline: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
    cvcCheck: 'fail',
  }),
  card('chargeDeclinedProcessingError', '4000000000000119', {
    decline: {
      code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
  }),
  card('chargeCustomerFail', '4000000000000341', {
    decline: declined('generic_decline'),
    attachesAnyway: true,
  }),

  card('riskLevelElevated', '4000000000009235', { risk: 'elevated' }),
  card('riskLevelHighest', '4000000000004954', {
    decline: BLOCKED,
    attachesAnyway: true,
    risk: 'highest',
  }),
  card('cvcCheckFail', '4000000000000101', { cvcCheck: 'fail' }),

  card('authenticationRequired', '4000002760003184', {
    authentication: 'always',
    country: 'DE',
  }),
  card('authenticationRequiredOnSetup', '4000002500003155', {
    authentication: 'unless-set-up',
    country: 'FR',
  }),
  card('authenticationRequiredSetupForOffSession', '4000003800000446', {
    authentication: 'on-session-only',
    country: 'IT',
  }),
  card('authenticationRequiredChargeDeclinedInsufficientFunds', '4000008260003178', {
    authentication: 'always',
    country: 'GB',
    decline: INSUFFICIENT_FUNDS,
    attachesAnyway: true,
  }),
  card('threeDSecure2Required', '4000000000003220', { authentication: 'always' }),
  card('threeDSecureRequired', '4000000000003063', { authentication: 'always' }),
  card('threeDSecureRequiredChargeDeclined', '4000008400001629', {
    authentication: 'always',
    decline: declined('generic_decline'),
    attachesAnyway: true,
  }),
  card('threeDSecureOptional', '4000000000003055', { authentication: 'when-requested' }),

  card('createDispute', '4000000000000259', {
    dispute: { reason: 'fraudulent', isInquiry: false },
  }),
  card('createDisputeProductNotReceived', '4000000000002685', {
    dispute: { reason: 'product_not_received', isInquiry: false },
  }),
  card('createDisputeInquiry', '4000000000001976', {
    dispute: { reason: 'fraudulent', isInquiry: true },
  }),
  card('pendingRefund', '4000000000007726', { refund: 'pending' }),
  card('refundFail', '4000000000005126', { refund: 'fails' }),
  card('bypassPending', '4000000000000077', { bypassesPending: true }),
]);

/**
 * The card behind `pm_card_…` or `tok_…`, or undefined for any other id. Stripe puts `visa_`
 * before some names of declining cards; both spellings are accepted for all of them.
 */
export function testCardNamed(id: string): TestCard | undefined {
  const name = /^(?:pm_card|tok)_(.+)$/.exec(id)?.[1];
  if (name === undefined) return undefined;
  return TEST_CARDS.get(name) ?? TEST_CARDS.get(name.replace(/^visa_/, ''));
}

/** The card of a stored payment method. */
export function testCard(name: string): TestCard {
  const found = TEST_CARDS.get(name);
  if (!found) throw new Error(`no test card ${name}`);
  return found;
}
