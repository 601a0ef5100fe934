import type { HoldStatus, SuspensionSource, SuspensionView } from '@purser/contracts';
import type { WalletParts } from '../books/wallet-parts.js';
import type { HoldState } from './spending.js';

export type Outcome =
  | 'accepted'
  | 'known'
  | 'reference-reused'
  | 'insufficient-tokens'
  | 'wallet-suspended'
  | 'hold-not-found'
  | 'hold-state-conflict'
  | 'capture-exceeds-hold';

/** How `spend_many` decided one wish. */
export interface Decision {
  outcome: Outcome;
  /** The entry of a debit that is booked. */
  entry: {
    id: string;
    balanceAfter: bigint;
    availableAfter: bigint;
    lots: string[];
    lotAmounts: bigint[];
    at: Date;
  } | null;
  /** The hold that was asked about, as it is after this wish. */
  hold: HoldState | null;
  /** The wallet when the wish was decided. */
  parts: WalletParts;
  /** The open suspensions where one of them refused. */
  suspensions: SuspensionView[];
}

/** A row of `spend_many` as the driver gives it. */
export interface DecisionRow {
  outcome: Outcome;
  entry_id: string | null;
  balance_after: string;
  available_after: string;
  item_lots: string[];
  item_lot_amounts: string[];
  item_at: Date;
  hold_id: string | null;
  hold_reference: string;
  hold_amount: string;
  hold_captured: string;
  hold_status: HoldStatus;
  hold_expires_at: Date;
  balance: string;
  held: string;
  frozen: string;
  expired: string;
  suspensions:
    { id: string; source: SuspensionSource; reason: string; openedAtMs: number }[] | null;
}

export function decisionOf(row: DecisionRow): Decision {
  return {
    outcome: row.outcome,
    entry: row.entry_id === null || row.hold_id !== null ? null : entryOf(row, row.entry_id),
    hold: row.hold_id === null ? null : holdOf(row, row.hold_id),
    parts: {
      balance: BigInt(row.balance),
      held: BigInt(row.held),
      frozen: BigInt(row.frozen),
      expired: BigInt(row.expired),
    },
    suspensions: (row.suspensions ?? []).map(({ openedAtMs, ...suspension }) => ({
      ...suspension,
      openedAt: new Date(openedAtMs).toISOString(),
    })),
  };
}

function entryOf(row: DecisionRow, id: string): NonNullable<Decision['entry']> {
  return {
    id,
    balanceAfter: BigInt(row.balance_after),
    availableAfter: BigInt(row.available_after),
    lots: row.item_lots,
    lotAmounts: row.item_lot_amounts.map((amount) => BigInt(amount)),
    at: row.item_at,
  };
}

function holdOf(row: DecisionRow, id: string): HoldState {
  return {
    id,
    reference: row.hold_reference,
    amount: BigInt(row.hold_amount),
    captured: BigInt(row.hold_captured),
    status: row.hold_status,
    lots: row.item_lots,
    lotAmounts: row.item_lot_amounts.map((amount) => BigInt(amount)),
    expiresAt: row.hold_expires_at,
    entryId: row.entry_id,
    createdAt: row.item_at,
  };
}
