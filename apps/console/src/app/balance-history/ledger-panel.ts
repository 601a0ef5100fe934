import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { LedgerEntryKind } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { LEDGER_KINDS } from '../shared/badge/kind-mark.js';
import { zoneName } from '../shared/format/time.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { RowKeys } from '../shared/table/row-keys.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { BalanceHistoryApi, type HistoryParams } from './balance-history-api.js';
import { filterParams, type HistoryFilters } from './history-filters.js';
import { LedgerRowCells } from './ledger-row-cells.js';
import { daysOf, daysOfEntries, type LedgerRow } from './ledger-rows.js';
import { RolledUpEntries } from './rolled-up-entries.js';

/** A change of what is shown; null takes a filter away. */
export type LedgerChange = Partial<Record<'from' | 'to' | 'kind' | 'by' | 'cursor', string | null>>;

/** The ledger as a table: filters above, days within, newer and older below. */
@Component({
  selector: 'pr-ledger-panel',
  imports: [
    Empty,
    Icon,
    LedgerRowCells,
    Loading,
    ProblemNote,
    RolledUpEntries,
    RowKeys,
    TableFooter,
    TokensPipe,
  ],
  templateUrl: './ledger-panel.html',
  styleUrl: './ledger-panel.scss',
})
export class LedgerPanel {
  private readonly api = inject(BalanceHistoryApi);
  private readonly context = inject(OrganizationContext);
  private readonly clock = inject(Clock);

  readonly filters = input.required<HistoryFilters>();
  /** Whether usage is rolled up by day or every entry stands alone. */
  readonly by = input.required<'day' | 'entry'>();
  readonly cursor = input<string>();
  /** Id of the entry that is explained beside the table. */
  readonly selected = input<string>();
  readonly changed = output<LedgerChange>();
  readonly opened = output<string>();

  protected readonly kinds = Object.entries(LEDGER_KINDS).map(([kind, { word }]) => ({
    kind: kind as LedgerEntryKind,
    word,
  }));
  private readonly params = computed<HistoryParams>(() => {
    const params = filterParams(this.filters(), this.context.timeZone());
    const cursor = this.cursor();
    return cursor ? { ...params, cursor } : params;
  });
  /** A kind is looked for among entries: rolled up, usage of several kinds is one row. */
  protected readonly mode = computed(() => (this.filters().kind ? 'entry' : this.by()));
  private readonly dayParams = computed(() => (this.mode() === 'day' ? this.params() : null));
  private readonly entryParams = computed(() => (this.mode() === 'entry' ? this.params() : null));
  private readonly days = this.api.days(this.dayParams);
  private readonly entries = this.api.entries(this.entryParams);

  private readonly answer = computed(() => {
    if (this.mode() === 'day') return this.days.hasValue() ? this.days.value() : null;
    return this.entries.hasValue() ? this.entries.value() : null;
  });
  protected readonly error = computed(() =>
    this.mode() === 'day' ? this.days.error() : this.entries.error(),
  );
  protected readonly loaded = computed(() => this.answer() !== null);
  protected readonly shown = computed(() => {
    const context = { timeZone: this.context.timeZone(), nowMs: this.clock.now() };
    if (this.mode() === 'day') {
      return this.days.hasValue() ? daysOf(this.days.value().data, context) : [];
    }
    return this.entries.hasValue() ? daysOfEntries(this.entries.value().data, context) : [];
  });
  protected readonly nextCursor = computed(() => this.answer()?.nextCursor ?? null);
  /** Ids of the entries that stand alone in the table, in its order. */
  readonly entryIds = computed(() =>
    this.shown().flatMap((day) => day.rows.flatMap((row) => row.entryId ?? [])),
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly columns = computed(() => (this.mode() === 'entry' ? 6 : 5));
  protected readonly filtered = computed(() => {
    const { from, to, kind } = this.filters();
    return from !== null || to !== null || kind !== null;
  });
  protected readonly expanded = signal<ReadonlySet<string>>(new Set());

  protected reload(): void {
    (this.mode() === 'day' ? this.days : this.entries).reload();
  }

  protected toggle(row: LedgerRow): void {
    const expanded = new Set(this.expanded());
    if (!expanded.delete(row.key)) expanded.add(row.key);
    this.expanded.set(expanded);
  }

  protected put(name: 'from' | 'to' | 'kind', event: Event): void {
    const value = (event.target as HTMLInputElement | HTMLSelectElement).value;
    this.changed.emit({ [name]: value || null, cursor: null });
  }

  protected clear(): void {
    this.changed.emit({ from: null, to: null, kind: null, cursor: null });
  }
}
