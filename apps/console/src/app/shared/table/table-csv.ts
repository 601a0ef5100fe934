import { Component, ElementRef, inject, input } from '@angular/core';
import { Downloads } from '../../core/http/downloads.js';
import { Icon } from '../icon/icon.js';
import { csvText } from './csv-text.js';

const MINUS = '\u2212';
const FIGURE = /^[+-]?\d[\d\s.,'\u00a0\u202f\u2019]*%?$/;

/** Saves the table of its panel as it is shown: for tables that are worked out here. */
@Component({
  selector: 'pr-table-csv',
  imports: [Icon],
  template: `
    <button
      type="button"
      class="btn small"
      data-export
      [title]="'Save the table as ' + fileName()"
      (click)="save()"
    >
      <pr-icon name="download" />CSV
    </button>
  `,
  styles: `
    :host {
      display: inline-flex;
    }
  `,
})
export class TableCsv {
  private readonly downloads = inject(Downloads);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly fileName = input.required<string>();

  protected save(): void {
    const table = this.host.closest('section, pr-panel')?.querySelector('table');
    if (!table) throw new TypeError('There is no table beside this button.');
    const content = new Blob([tableAsCsv(table)], { type: 'text/csv' });
    this.downloads.keep(content, this.fileName());
  }
}

/** What a table shows, with its instants in full. */
export function tableAsCsv(table: HTMLTableElement): string {
  const headings = [...table.querySelectorAll('thead th')].map(wordsOf);
  const rows = [...table.querySelectorAll('tbody tr')].map((row) =>
    [...row.querySelectorAll('th, td')].map(wordsOf),
  );
  return csvText(headings, rows);
}

function wordsOf(cell: Element): string {
  const instant = cell.querySelector('time')?.getAttribute('datetime');
  if (instant) return instant;
  const shown = cell.cloneNode(true) as Element;
  // What only narrow screens show, beside what stands in its own column.
  for (const part of shown.querySelectorAll('.only-s')) part.remove();
  const words = (shown.textContent ?? '').replace(/\s+/g, ' ').trim();
  const figure = words.replace(MINUS, '-');
  return FIGURE.test(figure) ? figure : words;
}
