import { Component, computed, inject, input, output, signal } from '@angular/core';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Shortcuts } from '../core/shortcuts.js';
import { Clock } from '../core/time/clock.js';
import { KindMark } from '../shared/badge/kind-mark.js';
import {
  addDays,
  formatInstant,
  formatLocalDate,
  localDate,
  startOfLocalDate,
} from '../shared/format/time.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { TableCsv } from '../shared/table/table-csv.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { BalanceChart } from './balance-chart.js';
import { alertEvents } from './balance-series.js';
import { EventGlyph } from './event-glyph.js';
import { BalanceHistoryApi } from './balance-history-api.js';

/** Days the chart may look back. */
export const RANGES = [7, 30, 120] as const;

/** The balance over time, as a chart or as a table of the same. */
@Component({
  selector: 'pr-balance-panel',
  imports: [
    BalanceChart,
    Empty,
    EventGlyph,
    Icon,
    KindMark,
    Loading,
    ProblemNote,
    TableCsv,
    TokensPipe,
  ],
  host: { '(document:keydown)': 'toggleByKey($event)' },
  templateUrl: './balance-panel.html',
  styleUrl: './balance-panel.scss',
})
export class BalancePanel {
  protected readonly context = inject(OrganizationContext);
  private readonly clock = inject(Clock);
  private readonly shortcuts = inject(Shortcuts);
  private readonly store = inject(WalletStore);
  private readonly api = inject(BalanceHistoryApi);

  readonly days = input.required<number>();
  readonly daysChanged = output<number>();
  readonly explained = output<string>();

  protected readonly ranges = RANGES;
  protected readonly asTable = signal(false);
  private readonly today = computed(() => localDate(this.clock.now(), this.context.timeZone()));
  protected readonly fromMs = computed(() =>
    startOfLocalDate(addDays(this.today(), -this.days()), this.context.timeZone()),
  );
  private readonly from = computed(() => new Date(this.fromMs()).toISOString());
  protected readonly resource = this.api.since(this.from);
  protected readonly rows = computed(() => (this.resource.hasValue() ? this.resource.value() : []));
  /** Where the line begins: an empty wallet before its first credit is not drawn. */
  protected readonly shownFromMs = computed(() => {
    const oldest = this.rows().at(-1);
    if (!oldest || oldest.balanceAfter !== oldest.amount) return this.fromMs();
    const first = Math.min(Date.parse(oldest.from), ...this.alerts().map(({ atMs }) => atMs));
    const zone = this.context.timeZone();
    return Math.max(this.fromMs(), startOfLocalDate(localDate(first, zone), zone));
  });
  protected readonly balance = computed(
    () => this.store.wallet()?.balance ?? this.rows()[0]?.balanceAfter ?? 0,
  );
  protected readonly toMs = computed(() => {
    const latest = Date.parse(this.rows()[0]?.to ?? '');
    return Math.max(this.clock.now(), Number.isNaN(latest) ? 0 : latest);
  });
  protected readonly asOf = computed(() =>
    formatInstant(this.clock.now(), this.context.timeZone(), 'minute', this.clock.now()),
  );
  private readonly thresholds = this.api.thresholds();
  /** Alerts that fired in this time; without them the picture is still true. */
  protected readonly alerts = computed(() =>
    this.thresholds.hasValue() ? alertEvents(this.thresholds.value().data, this.fromMs()) : [],
  );
  protected readonly lines = computed(() => {
    const zone = this.context.timeZone();
    const moves = this.rows().map((row) => ({
      atMs: Date.parse(row.to),
      date: row.date,
      row,
      alert: null,
    }));
    const fired = this.alerts().map((alert) => ({
      atMs: alert.atMs,
      date: localDate(alert.atMs, zone),
      row: null,
      alert,
    }));
    return [...moves, ...fired]
      .toSorted((a, b) => b.atMs - a.atMs)
      .map((line) => ({ ...line, day: formatLocalDate(line.date, this.today(), false) }));
  });

  protected toggleByKey(event: KeyboardEvent): void {
    if (event.key.toLowerCase() === 't' && this.shortcuts.hears(event)) {
      this.asTable.update((shown) => !shown);
    }
  }
}
