import { Component, input, output } from '@angular/core';

/** Under a list: what is shown (projected), and the way to newer and older pages. */
@Component({
  selector: 'pr-table-footer',
  template: `
    <span class="grow"><ng-content /></span>
    <button
      type="button"
      class="btn small outlined"
      [disabled]="!hasNewer()"
      (click)="newer.emit()"
    >
      Newer
    </button>
    <button
      type="button"
      class="btn small outlined"
      [disabled]="!hasOlder()"
      (click)="older.emit()"
    >
      Older
    </button>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 8px;
      padding: 10px 20px;
      border-top: 1px solid var(--mat-sys-outline-variant);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
    }
    @media (max-width: 839px) {
      :host {
        padding-inline: 16px;
      }
    }
  `,
})
export class TableFooter {
  readonly hasNewer = input.required<boolean>();
  readonly hasOlder = input.required<boolean>();
  readonly newer = output<void>();
  readonly older = output<void>();
}
