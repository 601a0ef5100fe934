import { Component, computed, input } from '@angular/core';
import type { DisputeStatus } from '@purser/contracts';
import type { IconName } from '../icon/icons.js';
import { Badge, type Tone } from './badge.js';

/** How each status of a dispute is written and shown. */
export const DISPUTE_STATUSES: Record<DisputeStatus, { word: string; tone: Tone; icon: IconName }> =
  {
    inquiry: { word: 'Inquiry', tone: 'warning', icon: 'info' },
    open: { word: 'Open', tone: 'error', icon: 'flag' },
    won: { word: 'Won', tone: 'ok', icon: 'check' },
    lost: { word: 'Lost', tone: 'error', icon: 'x' },
    closed: { word: 'Closed', tone: 'neutral', icon: 'ban' },
  };

/** The status of a dispute as a badge. */
@Component({
  selector: 'pr-dispute-status',
  imports: [Badge],
  template: `<pr-badge [tone]="shown().tone" [icon]="shown().icon">{{ shown().word }}</pr-badge>`,
})
export class DisputeStatusBadge {
  readonly status = input.required<DisputeStatus>();
  protected readonly shown = computed(() => DISPUTE_STATUSES[this.status()]);
}
