import { Component, input } from '@angular/core';
import { Icon } from '../icon/icon.js';
import type { IconName } from '../icon/icons.js';

/** Nothing here: what is not there, then the one thing to do (projected). */
@Component({
  selector: 'pr-empty',
  imports: [Icon],
  template: `
    <pr-icon [name]="icon()" />
    <h2>{{ heading() }}</h2>
    @if (sentence(); as text) {
      <p>{{ text }}</p>
    }
    <div class="actions"><ng-content /></div>
  `,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      text-align: center;
      gap: 4px;
      padding: 40px 24px;
    }
    pr-icon {
      --icon-size: 20px;
      color: var(--mat-sys-on-surface-variant);
      margin-bottom: 8px;
    }
    h2 {
      font: var(--mat-sys-title-small);
    }
    p {
      color: var(--mat-sys-on-surface-variant);
      max-width: 44ch;
      text-wrap: balance;
    }
    .actions {
      margin-top: 12px;
      justify-content: center;
    }
    .actions:empty {
      display: none;
    }
  `,
})
export class Empty {
  readonly icon = input.required<IconName>();
  readonly heading = input.required<string>();
  readonly sentence = input<string>();
}
