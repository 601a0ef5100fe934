import { Component, computed, input } from '@angular/core';
import type { SubscriptionStatus } from '@purser/contracts';
import type { IconName } from '../icon/icons.js';
import { Badge, type Tone } from './badge.js';

/** How each status of a subscription is written and shown. */
export const SUBSCRIPTION_STATUSES: Record<
  SubscriptionStatus,
  { word: string; tone: Tone; icon: IconName }
> = {
  incomplete: { word: 'Needs action', tone: 'warning', icon: 'shield-alert' },
  active: { word: 'Active', tone: 'ok', icon: 'check' },
  paused: { word: 'Paused', tone: 'neutral', icon: 'pause' },
  past_due: { word: 'Past due', tone: 'error', icon: 'triangle-alert' },
  canceled: { word: 'Canceled', tone: 'neutral', icon: 'ban' },
};

/** The status of a subscription as a badge. */
@Component({
  selector: 'pr-subscription-status',
  imports: [Badge],
  template: `<pr-badge [tone]="shown().tone" [icon]="shown().icon">{{ shown().word }}</pr-badge>`,
})
export class SubscriptionStatusBadge {
  readonly status = input.required<SubscriptionStatus>();
  protected readonly shown = computed(() => SUBSCRIPTION_STATUSES[this.status()]);
}
