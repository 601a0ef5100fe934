import { Component, input, output } from '@angular/core';
import { KindMark } from '../shared/badge/kind-mark.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import type { LedgerRow } from './ledger-rows.js';

/** The cells of one ledger row. */
@Component({
  // eslint-disable-next-line @angular-eslint/component-selector -- it must be a part of its table
  selector: 'tr[prLedgerRow]',
  imports: [Icon, KindMark, TokensPipe],
  host: { '[class.selected]': 'selected()', '[class.credit]': 'row().amount > 0' },
  template: `
    <td class="nb muted">{{ row().time }}</td>
    <td class="right-s"><pr-kind [kind]="row().kind" /></td>
    <td class="trunc left-s reference">
      @if (row().entryId; as id) {
        <button type="button" class="link trunc" data-explain (click)="opened.emit(id)">
          {{ row().reference }}
        </button>
      } @else {
        <button
          type="button"
          class="link"
          [attr.aria-expanded]="expanded()"
          (click)="toggled.emit()"
        >
          {{ row().reference }}
          <pr-icon [name]="expanded() ? 'chevron-down' : 'chevron-right'" />
        </button>
      }
    </td>
    <td class="num medium" [class.pos]="row().amount > 0">{{ row().amount | tokens: 'signed' }}</td>
    <td class="num hide-s">{{ row().balanceAfter | tokens }}</td>
    @if (withActor()) {
      <td class="muted hide-s hide-m trunc by">{{ row().by }}</td>
    }
  `,
  styles: `
    .reference {
      max-width: 260px;
    }
    .by {
      max-width: 160px;
    }
    .link {
      border: 0;
      background: none;
      padding: 2px 0;
      max-width: 100%;
      display: inline-flex;
      align-items: center;
      gap: 4px;
      text-decoration: underline;
      text-decoration-color: color-mix(in srgb, currentcolor 35%, transparent);
      text-underline-offset: 3px;
    }
    .link.trunc {
      display: block;
    }
    pr-icon {
      --icon-size: 12px;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class LedgerRowCells {
  readonly row = input.required<LedgerRow>();
  readonly selected = input(false);
  readonly expanded = input(false);
  readonly withActor = input(false);
  /** Id of the entry to explain. */
  readonly opened = output<string>();
  readonly toggled = output<void>();
}
