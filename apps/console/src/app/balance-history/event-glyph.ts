import { Component, input } from '@angular/core';
import type { EventShape } from './balance-series.js';

/** The mark of an event: its own shape for each kind, so that colour is never alone. */
@Component({
  selector: 'pr-event-glyph',
  host: { 'aria-hidden': 'true' },
  template: `
    <svg viewBox="0 0 12 12" [class]="shape()">
      @switch (shape()) {
        @case ('credit') {
          <path d="M6 1 11 10.5H1Z" />
        }
        @case ('staff') {
          <rect x="1.5" y="1.5" width="9" height="9" rx="1" />
        }
        @case ('expiry') {
          <path d="M6 .5 11.5 6 6 11.5.5 6Z" />
        }
        @case ('alert') {
          <path d="M6 .5 11.2 4.3 9.2 10.5H2.8L.8 4.3Z" />
        }
        @case ('taken') {
          <circle cx="6" cy="6" r="4" />
        }
      }
    </svg>
  `,
  styles: `
    :host {
      display: inline-grid;
    }
    svg {
      width: 12px;
      height: 12px;
    }
    .credit {
      fill: var(--pr-chart-credit);
    }
    .staff {
      fill: var(--pr-chart-staff);
    }
    .expiry {
      fill: var(--pr-chart-expiry);
    }
    .alert {
      fill: var(--pr-chart-alert);
    }
    .taken {
      fill: none;
      stroke: var(--pr-chart-alert);
      stroke-width: 2.5;
    }
  `,
})
export class EventGlyph {
  readonly shape = input.required<EventShape>();
}
