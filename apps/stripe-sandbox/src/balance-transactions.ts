import type Stripe from 'stripe';
import { idOf, type Act } from './act.js';
import { exponentOf } from './currencies.js';
import { newId } from './ids.js';
import { listPage, pageByTime } from './listing.js';
import { text } from './params.js';
import { get, type Route } from './route.js';

const SETTLEMENT_SECONDS = 2 * 86_400;
const PERCENTAGE_FEE = 0.029;

/** A movement of the account's balance. `amount` and `fee` in minor units; net = amount - fee. */
export interface Movement {
  type: 'adjustment' | 'charge' | 'payment_failure_refund' | 'refund' | 'refund_failure';
  reportingCategory: string;
  amount: number;
  currency: string;
  fee: number;
  feeDescription: string;
  source: string;
  description: string | null;
  isAvailableAtOnce: boolean;
}

/** Stripe's fee for a charge: 2.9 % and 30 cents (or the same number of smallest units). */
export function chargeFee(amountMinor: number, currency: string): number {
  const fixed = exponentOf(currency) === 3 ? 300 : 30;
  return Math.round(amountMinor * PERCENTAGE_FEE) + fixed;
}

/** Books a movement and answers the transaction. */
export function book(act: Act, movement: Movement): Stripe.BalanceTransaction {
  const { amount, currency, fee } = movement;
  const feeDetail = {
    amount: fee,
    application: null,
    currency,
    description: movement.feeDescription,
    type: 'stripe_fee',
  };
  return act.put('balance_transactions', {
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: movement.isAvailableAtOnce ? act.now : act.now + SETTLEMENT_SECONDS,
    balance_type: 'payments',
    created: act.now,
    currency,
    description: movement.description,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [feeDetail],
    net: amount - fee,
    reporting_category: movement.reportingCategory,
    source: movement.source,
    status: movement.isAvailableAtOnce ? 'available' : 'pending',
    type: movement.type,
  });
}

/** The transaction as it stands at `now`: pending until its money is available. */
export function atTime(
  transaction: Stripe.BalanceTransaction,
  now: number,
): Stripe.BalanceTransaction {
  const isAvailable = transaction.available_on <= now;
  return { ...transaction, status: isAvailable ? 'available' : 'pending' };
}

function balance(act: Act): Stripe.Balance {
  const available = new Map<string, number>([['usd', 0]]);
  const pending = new Map<string, number>([['usd', 0]]);
  for (const transaction of act.store.newestFirst('balance_transactions')) {
    const sums = transaction.available_on <= act.now ? available : pending;
    sums.set(transaction.currency, (sums.get(transaction.currency) ?? 0) + transaction.net);
  }
  const amounts = (sums: Map<string, number>) =>
    [...sums].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
  return {
    object: 'balance',
    available: amounts(available),
    livemode: false,
    pending: amounts(pending),
    refund_and_dispute_prefunding: { available: [], pending: [] },
  };
}

export const balanceRoutes: Route[] = [
  get('/v1/balance', {}, ({ act }) => balance(act)),
  get(
    '/v1/balance_transactions',
    { ...pageByTime, currency: text(), payout: text(), source: text(), type: text() },
    ({ act, params, url }) =>
      listPage(act, 'balance_transactions', url, params, (transaction) => {
        if (params.payout !== undefined) return false;
        if (params.currency !== undefined && transaction.currency !== params.currency) return false;
        if (params.type !== undefined && transaction.type !== params.type) return false;
        return params.source === undefined || idOf(transaction.source) === params.source;
      }),
  ),
  get('/v1/balance_transactions/:id', {}, ({ act, path }) =>
    act.fromPath('balance_transactions', path['id'] ?? ''),
  ),
];
