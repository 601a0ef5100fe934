import type { PurchaseEventView, PurchaseStatus } from '@purser/contracts';
import { PURCHASE_STATUSES } from '../badge/purchase-status.js';
import type { Tone } from '../badge/badge.js';
import type { IconName } from '../icon/icons.js';
import type { TimelineStep } from './timeline.js';

const LOOKS: Partial<Record<PurchaseStatus, { icon: IconName; tone: Tone }>> = {
  initialized: { icon: 'lock', tone: 'ok' },
  payment_pending: { icon: 'credit-card', tone: 'info' },
  requires_action: { icon: 'shield-alert', tone: 'warning' },
  paid: { icon: 'credit-card', tone: 'ok' },
  completed: { icon: 'coins', tone: 'ok' },
  payment_failed: { icon: 'x', tone: 'error' },
  canceled: { icon: 'ban', tone: 'neutral' },
};

/** The events of a purchase as steps, oldest first. */
export function purchaseSteps(events: readonly PurchaseEventView[]): TimelineStep[] {
  return events
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map((event) => ({
      id: event.id,
      title: TITLES[event.to] ?? PURCHASE_STATUSES[event.to].word,
      more: event.summary,
      at: event.at,
      ...(LOOKS[event.to] ?? {
        icon: PURCHASE_STATUSES[event.to].icon ?? 'circle-dot',
        tone: PURCHASE_STATUSES[event.to].tone,
      }),
    }));
}

const TITLES: Partial<Record<PurchaseStatus, string>> = {
  initialized: 'Recorded, price frozen',
  payment_pending: 'Payment started',
  requires_action: 'The bank asks to confirm',
  paid: 'Charged',
  completed: 'Settled',
  payment_failed: 'Declined',
};
