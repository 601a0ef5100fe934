import type { PurchaseEventView, PurchaseStatus } from '@purser/contracts';
import type { Tone } from '../badge/badge.js';
import { PURCHASE_STATUSES } from '../badge/purchase-status.js';
import type { IconName } from '../icon/icons.js';
import type { TimelineStep } from './timeline.js';

interface Look {
  readonly title: string;
  readonly icon: IconName;
  readonly tone: Tone;
}

/** Steps that are called by what happened: the status that they lead to says something else. */
const BY_TYPE: Readonly<Record<string, Look>> = {
  authentication_expired: { title: 'Time to confirm ran out', icon: 'clock', tone: 'warning' },
  payment_mismatch: { title: 'Another amount came in', icon: 'triangle-alert', tone: 'error' },
  refund_requested: { title: 'Refund asked for', icon: 'undo-2', tone: 'info' },
  refund_approved: { title: 'Refund approved', icon: 'undo-2', tone: 'info' },
  refund_rejected: { title: 'Refund rejected', icon: 'ban', tone: 'neutral' },
  refund_made_elsewhere: { title: 'Refunded at the provider', icon: 'undo-2', tone: 'info' },
  refunded: { title: 'Refund paid', icon: 'undo-2', tone: 'ok' },
  refund_credited: { title: 'Refund credited', icon: 'undo-2', tone: 'info' },
  refund_failed: { title: 'Refund failed', icon: 'x', tone: 'error' },
  inquiry_opened: { title: 'The bank inquires', icon: 'flag', tone: 'warning' },
  inquiry_closed: { title: 'Inquiry ended', icon: 'flag', tone: 'neutral' },
  dispute_opened: { title: 'Disputed', icon: 'flag', tone: 'error' },
  dispute_won: { title: 'Dispute won', icon: 'check', tone: 'ok' },
  dispute_lost: { title: 'Charged back', icon: 'flag', tone: 'error' },
  dispute_reinstated: { title: 'Disputed money came back', icon: 'undo-2', tone: 'warning' },
};

const BY_STATUS: Readonly<Partial<Record<PurchaseStatus, Look>>> = {
  initialized: { title: 'Recorded, price frozen', icon: 'lock', tone: 'ok' },
  payment_pending: { title: 'Payment started', icon: 'credit-card', tone: 'info' },
  requires_action: { title: 'The bank asks to confirm', icon: 'shield-alert', tone: 'warning' },
  paid: { title: 'Charged', icon: 'credit-card', tone: 'ok' },
  completed: { title: 'Settled', icon: 'coins', tone: 'ok' },
  payment_failed: { title: 'Declined', icon: 'x', tone: 'error' },
  canceled: { title: PURCHASE_STATUSES.canceled.word, icon: 'ban', tone: 'neutral' },
};

/** The events of a purchase as steps, oldest first. */
export function purchaseSteps(events: readonly PurchaseEventView[]): TimelineStep[] {
  return events
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map(({ id, type, to, summary, at }) => {
      const look = BY_TYPE[type] ?? BY_STATUS[to] ?? lookOf(to);
      return { id, more: summary, at, ...look };
    });
}

function lookOf(status: PurchaseStatus): Look {
  const { word, icon, tone } = PURCHASE_STATUSES[status];
  return { title: word, icon: icon ?? 'circle-dot', tone };
}
