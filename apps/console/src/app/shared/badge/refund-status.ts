import { Component, computed, input } from '@angular/core';
import type { RefundStatus } from '@purser/contracts';
import type { IconName } from '../icon/icons.js';
import { Badge, type Tone } from './badge.js';

/** How each status of a refund is written and shown. */
export const REFUND_STATUSES: Record<RefundStatus, { word: string; tone: Tone; icon: IconName }> = {
  pending_approval: { word: 'Waits for approval', tone: 'staff', icon: 'users' },
  pending: { word: 'On its way', tone: 'info', icon: 'clock' },
  succeeded: { word: 'Paid back', tone: 'ok', icon: 'check' },
  failed: { word: 'Failed', tone: 'error', icon: 'x' },
  rejected: { word: 'Rejected', tone: 'neutral', icon: 'ban' },
};

/** The status of a refund as a badge. */
@Component({
  selector: 'pr-refund-status',
  imports: [Badge],
  template: `<pr-badge [tone]="shown().tone" [icon]="shown().icon">{{ shown().word }}</pr-badge>`,
})
export class RefundStatusBadge {
  readonly status = input.required<RefundStatus>();
  protected readonly shown = computed(() => REFUND_STATUSES[this.status()]);
}
