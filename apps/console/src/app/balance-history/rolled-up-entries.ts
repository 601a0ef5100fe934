import { Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import type { LedgerEntryKind } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { BalanceHistoryApi, type HistoryParams } from './balance-history-api.js';
import { LedgerRowCells } from './ledger-row-cells.js';
import { entryRow, type LedgerRow } from './ledger-rows.js';

const USAGE: ReadonlySet<LedgerEntryKind> = new Set(['debit', 'capture']);

/** The entries behind a rolled-up row, a page at a time. */
@Component({
  // eslint-disable-next-line @angular-eslint/component-selector -- it must be a part of its table
  selector: 'tbody[prRolledUpEntries]',
  imports: [LedgerRowCells, Loading, ProblemNote],
  template: `
    @for (entry of shown(); track entry.key) {
      <tr
        prLedgerRow
        class="inner"
        [row]="entry"
        [selected]="entry.entryId === selected()"
        (opened)="opened.emit($event)"
      ></tr>
    }
    @if (page.error(); as error) {
      <tr>
        <td [attr.colspan]="columns()" class="full-s">
          <pr-problem [error]="error" what="The entries" (retried)="page.reload()" />
        </td>
      </tr>
    } @else if (page.isLoading()) {
      <tr>
        <td [attr.colspan]="columns()" class="full-s plain">
          <pr-loading what="entries" shape="table" [lines]="2" />
        </td>
      </tr>
    } @else if (page.hasValue()) {
      @if (page.value().nextCursor; as next) {
        <tr>
          <td [attr.colspan]="columns()" class="full-s">
            <button type="button" class="btn small" (click)="cursor.set(next)">
              Show older entries
            </button>
          </td>
        </tr>
      }
    }
  `,
  styles: `
    .inner {
      --inner: 1;
      background: var(--mat-sys-surface-container-low);
    }
    .plain {
      padding: 0;
    }
  `,
})
export class RolledUpEntries {
  private readonly context = inject(OrganizationContext);
  private readonly clock = inject(Clock);

  readonly row = input.required<LedgerRow>();
  readonly selected = input<string>();
  readonly columns = input.required<number>();
  readonly opened = output<string>();

  protected readonly cursor = linkedSignal<LedgerRow, string | null>({
    source: this.row,
    computation: () => null,
  });
  private readonly params = computed<HistoryParams>(() => {
    const { from, to } = this.row();
    const params: HistoryParams = { from, to: justAfter(to) };
    const cursor = this.cursor();
    return cursor ? { ...params, cursor } : params;
  });
  protected readonly page = inject(BalanceHistoryApi).entries(this.params);
  private readonly answer = computed(() => (this.page.hasValue() ? this.page.value() : null));
  /** Every page read so far, newest first. */
  protected readonly shown = linkedSignal<ReturnType<typeof this.answer>, LedgerRow[]>({
    source: this.answer,
    computation: (answer, previous) => {
      const before = this.cursor() === null ? [] : (previous?.value ?? []);
      if (!answer) return before;
      const context = { timeZone: this.context.timeZone(), nowMs: this.clock.now() };
      const known = new Set(before.map((row) => row.key));
      // What happened in the same millisecond as usage stands in a row of its own.
      const usage = answer.data.filter(({ kind }) => USAGE.has(kind));
      const rows = usage.map((entry) => entryRow(entry, context));
      return [...before, ...rows.filter((row) => !known.has(row.key))];
    },
  });
}

/** The API's `to` is exclusive; the last entry itself belongs to the row. */
function justAfter(at: string): string {
  return new Date(Date.parse(at) + 1).toISOString();
}
