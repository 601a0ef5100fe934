import { Component, computed, input } from '@angular/core';

/** Grey shapes in the height of what is coming. `shape` says what that is. */
@Component({
  selector: 'pr-loading',
  host: { role: 'status', 'aria-busy': 'true' },
  template: `
    <span class="visually-hidden">Loading {{ what() }}</span>
    @if (shape() === 'table') {
      @for (row of rows(); track row) {
        <div class="row-shape">
          <span class="skeleton s72"></span><span class="skeleton s88"></span>
          <span class="skeleton s64 push"></span><span class="skeleton s72"></span>
        </div>
      }
    } @else {
      <div class="panel-shape">
        <span class="skeleton s96"></span>
        <span class="skeleton figure"></span>
        <span class="skeleton full"></span>
        @for (row of rows(); track row) {
          <span class="skeleton full"></span>
        }
      </div>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    .skeleton {
      height: 12px;
    }
    .s64 {
      width: 64px;
    }
    .s72 {
      width: 72px;
    }
    .s88 {
      width: 88px;
    }
    .s96 {
      width: 96px;
    }
    .full {
      width: 100%;
    }
    .figure {
      width: min(220px, 100%);
      height: 36px;
    }
    .row-shape {
      display: flex;
      gap: 16px;
      align-items: center;
      height: var(--pr-row);
      padding: 0 20px;
      border-bottom: 1px solid var(--mat-sys-outline-variant);
    }
    .row-shape:last-child {
      border: 0;
    }
    .panel-shape {
      display: grid;
      gap: 16px;
      padding: 20px;
    }
  `,
})
export class Loading {
  /** What is loading, as the end of the sentence "Loading …". */
  readonly what = input.required<string>();
  readonly shape = input<'panel' | 'table'>('panel');
  readonly lines = input(5);
  protected readonly rows = computed(() => Array.from({ length: this.lines() }, (_, i) => i));
}
