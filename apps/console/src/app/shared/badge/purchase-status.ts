import { Component, computed, input } from '@angular/core';
import type { PurchaseStatus } from '@purser/contracts';
import type { IconName } from '../icon/icons.js';
import { Badge, type Tone } from './badge.js';

/** How each status of a purchase is written and shown. */
export const PURCHASE_STATUSES: Record<
  PurchaseStatus,
  { word: string; tone: Tone; icon?: IconName }
> = {
  initialized: { word: 'Not paid', tone: 'neutral', icon: 'circle-dot' },
  payment_pending: { word: 'Payment pending', tone: 'info', icon: 'clock' },
  requires_action: { word: 'Needs action', tone: 'warning', icon: 'shield-alert' },
  paid: { word: 'Settling', tone: 'info', icon: 'clock' },
  completed: { word: 'Completed', tone: 'ok', icon: 'check' },
  payment_failed: { word: 'Failed', tone: 'error', icon: 'x' },
  canceled: { word: 'Canceled', tone: 'neutral' },
  partially_refunded: { word: 'Partly refunded', tone: 'warning', icon: 'undo-2' },
  refunded: { word: 'Refunded', tone: 'neutral', icon: 'undo-2' },
  disputed: { word: 'Disputed', tone: 'error', icon: 'flag' },
  charged_back: { word: 'Charged back', tone: 'error', icon: 'flag' },
};

/** The status of a purchase as a badge. */
@Component({
  selector: 'pr-purchase-status',
  imports: [Badge],
  template: `<pr-badge [tone]="shown().tone" [icon]="shown().icon">{{ shown().word }}</pr-badge>`,
})
export class PurchaseStatusBadge {
  readonly status = input.required<PurchaseStatus>();
  protected readonly shown = computed(() => PURCHASE_STATUSES[this.status()]);
}
