import { Component, input } from '@angular/core';

/** The head of a page: title, one sentence, at most three actions (`[pageActions]`). */
@Component({
  selector: 'pr-page-header',
  template: `
    <div class="words">
      <h1>{{ heading() }}</h1>
      @if (sentence(); as text) {
        <p>{{ text }}</p>
      }
    </div>
    <div class="actions"><ng-content select="[pageAction]" /></div>
  `,
  styles: `
    :host {
      display: flex;
      align-items: flex-start;
      gap: 16px;
      margin-bottom: 24px;
      flex-wrap: wrap;
    }
    .words {
      flex: 1 1 320px;
      min-width: 0;
    }
    p {
      color: var(--mat-sys-on-surface-variant);
      margin-top: 4px;
      max-width: 104ch;
      text-wrap: pretty;
    }
    .actions:empty {
      display: none;
    }
    @media (max-width: 839px) {
      :host {
        margin-bottom: 16px;
        gap: 12px;
      }
      .words {
        flex-basis: 100%;
      }
      .actions {
        width: 100%;
      }
      .actions ::ng-deep > * {
        flex: 1 1 auto;
      }
      .actions ::ng-deep > :only-child:not(.filled) {
        flex: none;
      }
    }
  `,
})
export class PageHeader {
  readonly heading = input.required<string>();
  readonly sentence = input<string>();
}
