import { Component, computed, input } from '@angular/core';
import { ICONS, type IconName } from './icons.js';

/** A 16 px line icon, decorative: what it means is always said in words beside it. */
@Component({
  selector: 'pr-icon',
  host: { 'aria-hidden': 'true' },
  template: `<svg viewBox="0 0 24 24"><path [attr.d]="path()" /></svg>`,
  styles: `
    :host {
      display: inline-grid;
      flex: none;
      width: var(--icon-size, 16px);
      height: var(--icon-size, 16px);
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentcolor;
      stroke-width: var(--icon-stroke, 1.75);
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly path = computed(() => ICONS[this.name()]);
}
