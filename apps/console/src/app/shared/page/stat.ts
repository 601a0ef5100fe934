import { Component, input } from '@angular/core';

/** A figure with its label above and one line of sense below. */
@Component({
  selector: 'pr-stat',
  template: `
    <span class="label">{{ label() }}</span>
    <span class="fig">{{ value() }}</span>
    @if (sense(); as text) {
      <span class="sense">{{ text }}</span>
    }
  `,
  styles: `
    :host {
      display: grid;
      align-content: start;
      min-width: 0;
    }
    .label {
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
      margin-bottom: 2px;
    }
    .sense {
      font: var(--mat-sys-body-small);
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class Stat {
  readonly label = input.required<string>();
  readonly value = input.required<string>();
  readonly sense = input<string | null>();
}
