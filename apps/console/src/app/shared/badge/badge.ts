import { Component, computed, input } from '@angular/core';
import { Icon } from '../icon/icon.js';
import type { IconName } from '../icon/icons.js';

export type Tone = 'neutral' | 'ok' | 'info' | 'warning' | 'error' | 'staff';

/** A status: an icon and one or two words, never colour alone. */
@Component({
  selector: 'pr-badge',
  imports: [Icon],
  host: { class: 'badge', '[class]': 'toneClass()' },
  template: `
    @if (icon(); as name) {
      <pr-icon [name]="name" />
    }
    <ng-content />
  `,
  styles: `
    pr-icon {
      --icon-size: 12px;
      --icon-stroke: 2.25;
    }
  `,
})
export class Badge {
  readonly tone = input<Tone>('neutral');
  readonly icon = input<IconName>();
  protected readonly toneClass = computed(() =>
    this.tone() === 'neutral' ? '' : `${this.tone()}-tone`,
  );
}
