import { Component, computed, input } from '@angular/core';
import { Badge, type Tone } from '../badge/badge.js';
import type { IconName } from '../icon/icons.js';
import type { WalletLevel } from './wallet-level.js';

const SHOWN: Record<WalletLevel, { word: string; tone: Tone; icon: IconName }> = {
  ok: { word: 'Active', tone: 'ok', icon: 'check' },
  low: { word: 'Low', tone: 'warning', icon: 'triangle-alert' },
  critical: { word: 'Critical', tone: 'error', icon: 'circle-x' },
  suspended: { word: 'Suspended', tone: 'error', icon: 'ban' },
};

/** How the wallet stands, as a badge. */
@Component({
  selector: 'pr-wallet-level',
  imports: [Badge],
  template: `<pr-badge [tone]="shown().tone" [icon]="shown().icon">{{ shown().word }}</pr-badge>`,
})
export class WalletLevelBadge {
  readonly level = input.required<WalletLevel>();
  protected readonly shown = computed(() => SHOWN[this.level()]);
}
