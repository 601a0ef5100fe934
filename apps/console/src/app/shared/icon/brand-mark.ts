import { Component } from '@angular/core';

/** The mark of Purser. */
@Component({
  selector: 'pr-brand-mark',
  host: { 'aria-hidden': 'true' },
  template: `
    <svg width="20" height="20" viewBox="0 0 24 24">
      <circle cx="12" cy="12" r="11" fill="currentColor" />
      <path d="M9 18V6.5h4.1a3.7 3.7 0 0 1 0 7.4H9" />
    </svg>
  `,
  styles: `
    :host {
      display: inline-grid;
      color: var(--mat-sys-primary);
    }
    path {
      fill: none;
      stroke: var(--mat-sys-surface);
      stroke-width: 2.4;
      stroke-linejoin: round;
      stroke-linecap: round;
    }
  `,
})
export class BrandMark {}
