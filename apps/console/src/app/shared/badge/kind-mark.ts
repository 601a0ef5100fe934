import { Component, computed, input } from '@angular/core';
import type { LedgerEntryKind } from '@purser/contracts';
import { Icon } from '../icon/icon.js';
import type { IconName } from '../icon/icons.js';
import type { Tone } from './badge.js';

/** How each kind of ledger entry is written and shown. Usage is normal, so it is neutral. */
export const LEDGER_KINDS: Record<LedgerEntryKind, { word: string; tone: Tone; icon: IconName }> = {
  purchase: { word: 'Purchase', tone: 'ok', icon: 'plus' },
  bonus: { word: 'Bonus', tone: 'ok', icon: 'gift' },
  subscription: { word: 'Subscription', tone: 'ok', icon: 'repeat' },
  auto_topup: { word: 'Auto top-up', tone: 'ok', icon: 'zap' },
  debit: { word: 'Usage', tone: 'neutral', icon: 'minus' },
  capture: { word: 'Captured hold', tone: 'neutral', icon: 'lock' },
  reversal: { word: 'Reversal', tone: 'info', icon: 'undo-2' },
  expiry: { word: 'Expiry', tone: 'warning', icon: 'hourglass' },
  adjustment: { word: 'Adjustment', tone: 'staff', icon: 'gift' },
  refund: { word: 'Refund', tone: 'neutral', icon: 'undo-2' },
  dispute: { word: 'Dispute', tone: 'error', icon: 'flag' },
};

/** The kind of a ledger entry: a mark with its icon, and the word unless it stands elsewhere. */
@Component({
  selector: 'pr-kind',
  imports: [Icon],
  template: `
    <i [class]="shown().tone + '-tone'"><pr-icon [name]="shown().icon" /></i>
    @if (withWord()) {
      {{ word() ?? shown().word }}
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 8px;
      white-space: nowrap;
    }
    i {
      width: 20px;
      height: 20px;
      border-radius: var(--mat-sys-corner-extra-small);
      display: grid;
      place-items: center;
    }
    i.neutral-tone {
      background: var(--pr-neutral-container);
      color: var(--pr-on-neutral-container);
    }
    pr-icon {
      --icon-size: 12px;
      --icon-stroke: 2.25;
    }
  `,
})
export class KindMark {
  readonly kind = input.required<LedgerEntryKind>();
  readonly withWord = input(true);
  readonly word = input<string>();
  protected readonly shown = computed(() => LEDGER_KINDS[this.kind()]);
}
