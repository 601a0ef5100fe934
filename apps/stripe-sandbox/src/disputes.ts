import type Stripe from 'stripe';
import { changedFrom, idOf, type Act } from './act.js';
import { book } from './balance-transactions.js';
import { evidenceParams, NO_EVIDENCE } from './dispute-evidence.js';
import { invalidRequest } from './errors.js';
import { newId } from './ids.js';
import { listPage, pageByTime } from './listing.js';
import { bool, mergeMetadata, metadata, oneOf, text, type Parsed } from './params.js';
import { cardBehind } from './payment-methods.js';
import { get, post, type Route } from './route.js';
import { schedule } from './tasks.js';

const ANSWER_SECONDS = 9 * 86_400;
const DISPUTE_FEE_MINOR = 1500;
const CLOSED = new Set<string>(['won', 'lost', 'warning_closed', 'prevented']);

/** What a dispute is about. */
export interface Complaint {
  reason: string;
  /** Whether the bank only asks: no money moves. */
  isInquiry: boolean;
  /** Minor units; the whole charge if left out. */
  amount?: number;
}

/** The dispute that a charge's test card brings about. */
export function openTestDispute(act: Act, chargeId: string): void {
  const charge = act.get('charges', chargeId);
  const complaint = charge?.payment_method && cardBehind(act, charge.payment_method).dispute;
  if (charge && complaint && !charge.disputed) openDispute(act, charge, complaint);
}

/** Moves money of a dispute: negative is withdrawn, positive reinstated. */
function move(act: Act, dispute: Stripe.Dispute, amount: number): Stripe.BalanceTransaction {
  const isWithdrawal = amount < 0;
  return book(act, {
    type: 'adjustment',
    reportingCategory: isWithdrawal ? 'dispute' : 'dispute_reversal',
    amount,
    currency: dispute.currency,
    fee: isWithdrawal ? DISPUTE_FEE_MINOR : 0,
    feeDescription: 'Dispute fee',
    source: dispute.id,
    description: `Chargeback ${isWithdrawal ? 'withdrawal' : 'reversal'} for ${idOf(dispute.charge)}`,
    isAvailableAtOnce: true,
  });
}

/** Opens a dispute on a paid charge; the money leaves at once unless it is an inquiry. */
export function openDispute(act: Act, charge: Stripe.Charge, complaint: Complaint): Stripe.Dispute {
  if (!charge.paid || !charge.captured) {
    throw invalidRequest(`Charge ${charge.id} was not paid, so it cannot be disputed.`);
  }
  const isInquiry = complaint.isInquiry;
  const card = charge.payment_method_details?.card;
  const reasonCode = complaint.reason === 'product_not_received' ? '13.1' : '10.4';
  const opened: Stripe.Dispute = {
    id: newId('du'),
    object: 'dispute',
    amount: complaint.amount ?? charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: act.now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: act.now + ANSWER_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry,
    livemode: false,
    metadata: {},
    network_reason_code: isInquiry ? '10' : reasonCode,
    payment_intent: idOf(charge.payment_intent),
    payment_method_details: {
      card: {
        brand: card?.brand ?? 'visa',
        case_type: isInquiry ? 'inquiry' : 'chargeback',
        network: card?.network ?? 'visa',
        network_reason_code: isInquiry ? '10' : reasonCode,
      },
      type: 'card',
    },
    reason: complaint.reason,
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
  };
  act.put('charges', { ...charge, disputed: true });
  if (isInquiry) {
    act.put('disputes', opened);
    act.emit('charge.dispute.created', opened);
    return opened;
  }
  const dispute = { ...opened, balance_transactions: [move(act, opened, -opened.amount)] };
  act.put('disputes', dispute);
  act.emit('charge.dispute.created', dispute);
  act.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

function change(
  act: Act,
  before: Stripe.Dispute,
  difference: Partial<Stripe.Dispute>,
  event: string,
): Stripe.Dispute {
  const after = act.put('disputes', { ...before, ...difference });
  act.emit(event, after, changedFrom(before, after));
  return after;
}

function mustBeOpen(dispute: Stripe.Dispute): void {
  if (!CLOSED.has(dispute.status)) return;
  throw invalidRequest('This dispute is already closed');
}

/**
 * Decides a dispute: won gives the money back, lost keeps it away but for `reinstated` minor units.
 */
export function decideDispute(
  act: Act,
  before: Stripe.Dispute,
  outcome: 'won' | 'lost',
  reinstated = 0,
): Stripe.Dispute {
  mustBeOpen(before);
  if (reinstated !== 0 && outcome === 'won') {
    throw invalidRequest('A dispute that is won gives everything back', { param: 'reinstated' });
  }
  const isInquiry = before.status.startsWith('warning_');
  if (isInquiry) return change(act, before, { status: 'warning_closed' }, 'charge.dispute.closed');
  const returned = outcome === 'won' ? before.amount : reinstated;
  const balance_transactions = withReturned(act, before, returned);
  const decided = { status: outcome, balance_transactions };
  const after = change(act, before, decided, 'charge.dispute.closed');
  if (returned > 0) act.emit('charge.dispute.funds_reinstated', after);
  return after;
}

/** Gives part of the money of a lost dispute back, after it was decided. */
export function reinstateDispute(act: Act, before: Stripe.Dispute, amount: number): Stripe.Dispute {
  if (before.status !== 'lost') throw invalidRequest('Only a lost dispute is reinstated in part');
  const balance_transactions = withReturned(act, before, amount);
  return change(act, before, { balance_transactions }, 'charge.dispute.funds_reinstated');
}

function withReturned(
  act: Act,
  dispute: Stripe.Dispute,
  amount: number,
): Stripe.BalanceTransaction[] {
  const { balance_transactions: moved } = dispute;
  if (amount === 0) return moved;
  const withdrawn = -moved.reduce((sum, transaction) => sum + transaction.amount, 0);
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > withdrawn) {
    throw invalidRequest(`At most ${withdrawn} are withdrawn still`, { param: 'reinstated' });
  }
  return [...moved, move(act, dispute, amount)];
}

const updateParams = {
  evidence: evidenceParams,
  intended_submission_method: oneOf(
    'manual',
    'prefer_manual',
    'prefer_smart_disputes',
    'smart_disputes',
  ),
  metadata,
  submit: bool,
};

function updateDispute(
  act: Act,
  before: Stripe.Dispute,
  params: Parsed<typeof updateParams>,
): Stripe.Dispute {
  mustBeOpen(before);
  const evidence = { ...before.evidence, ...params.evidence };
  const hasEvidence = Object.entries(evidence).some(
    ([name, value]) => name !== 'enhanced_evidence' && value !== null,
  );
  const submits = (params.submit ?? true) && params.evidence !== undefined;
  const after = change(
    act,
    before,
    {
      evidence,
      evidence_details: {
        ...before.evidence_details,
        has_evidence: hasEvidence,
        submission_count: before.evidence_details.submission_count + (submits ? 1 : 0),
        submission_method: submits ? 'manual' : before.evidence_details.submission_method,
      },
      ...(params.intended_submission_method && {
        intended_submission_method: params.intended_submission_method,
      }),
      metadata: mergeMetadata(before.metadata, params.metadata),
      ...(submits && {
        status: before.status.startsWith('warning_') ? 'warning_under_review' : 'under_review',
      }),
    },
    'charge.dispute.updated',
  );
  if (submits) judge(act, after);
  return after;
}

/** Stripe's magic evidence texts decide test disputes. */
function judge(act: Act, dispute: Stripe.Dispute): void {
  const words = dispute.evidence.uncategorized_text;
  if (words === 'winning_evidence') schedule(act, 'dispute-won', dispute.id);
  if (words === 'losing_evidence') schedule(act, 'dispute-lost', dispute.id);
}

export const disputeRoutes: Route[] = [
  get(
    '/v1/disputes',
    { ...pageByTime, charge: text(), payment_intent: text() },
    ({ act, params, url }) =>
      listPage(act, 'disputes', url, params, (dispute) => {
        const { charge, payment_intent: intent } = params;
        if (charge !== undefined && idOf(dispute.charge) !== charge) return false;
        return intent === undefined || idOf(dispute.payment_intent) === intent;
      }),
  ),
  get('/v1/disputes/:id', {}, ({ act, path }) => act.fromPath('disputes', path['id'] ?? '')),
  post('/v1/disputes/:id', updateParams, ({ act, params, path }) =>
    updateDispute(act, act.fromPath('disputes', path['id'] ?? ''), params),
  ),
  post('/v1/disputes/:id/close', {}, ({ act, path }) =>
    decideDispute(act, act.fromPath('disputes', path['id'] ?? ''), 'lost'),
  ),
];
