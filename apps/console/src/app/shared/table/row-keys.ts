import { DOCUMENT } from '@angular/common';
import { Directive, inject, input, output } from '@angular/core';
import { Shortcuts } from '../../core/shortcuts.js';

/**
 * J and K go through the rows of a table, C copies the id of the open one. Silent inside fields and
 * dialogs, and where single keys are switched off.
 */
@Directive({
  selector: '[prRowKeys]',
  host: { '(document:keydown)': 'hear($event)' },
})
export class RowKeys {
  private readonly document = inject(DOCUMENT);
  private readonly shortcuts = inject(Shortcuts);

  /** The ids of the rows, from top to bottom. */
  readonly prRowKeys = input.required<readonly string[]>();
  readonly openRow = input.required<string | null | undefined>();
  readonly rowChosen = output<string>();

  protected hear(event: KeyboardEvent): void {
    if (!this.shortcuts.hears(event)) return;
    const key = event.key.toLowerCase();
    const open = this.openRow();
    if (key === 'c' && open) {
      void this.document.defaultView?.navigator.clipboard?.writeText(open);
      return;
    }
    const by = { j: 1, k: -1 }[key];
    if (!by) return;
    const rows = this.prRowKeys();
    const next = open ? rows[rows.indexOf(open) + by] : rows[0];
    if (next) this.rowChosen.emit(next);
  }
}
