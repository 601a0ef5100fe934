import { Component, computed, inject, input, signal } from '@angular/core';
import type { MoneyView } from '@purser/contracts';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Shortcuts } from '../core/shortcuts.js';
import { Clock } from '../core/time/clock.js';
import { formatMoney } from '../shared/format/money.js';
import { MoneyPipe } from '../shared/format/pipes.js';
import { localDate, startOfLocalDate } from '../shared/format/time.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { TableCsv } from '../shared/table/table-csv.js';
import { AutoTopUpApi } from './auto-topup-api.js';
import { lastMonths, spendByMonth } from './spend-months.js';

const MONTHS = 6;
/** Room above the highest bar, for the tag of the limit. */
const HEAD_ROOM = 1.15;

/** What auto top-up spent each month against the limit; a picture, or the same as a table. */
@Component({
  selector: 'pr-spend-by-month',
  imports: [Empty, Loading, MoneyPipe, Panel, ProblemNote, TableCsv],
  host: { '(document:keydown)': 'toggleByKey($event)' },
  template: `
    <pr-panel heading="Spend by month">
      <span panelAction class="segmented" role="group" aria-label="Show as">
        <button type="button" [attr.aria-pressed]="!asTable()" (click)="asTable.set(false)">
          Chart
        </button>
        <button type="button" [attr.aria-pressed]="asTable()" (click)="asTable.set(true)">
          Table
        </button>
      </span>
      @if (asTable() && topUps.hasValue() && !unspent()) {
        <pr-table-csv panelAction [fileName]="context.name() + ' auto top-up by month.csv'" />
      }
      @if (topUps.error(); as error) {
        <div class="body">
          <pr-problem [error]="error" what="The spend" (retried)="topUps.reload()" />
        </div>
      } @else if (!topUps.hasValue()) {
        <pr-loading what="the spend by month" [lines]="3" />
      } @else if (unspent()) {
        <pr-empty
          icon="zap"
          heading="Nothing was bought by itself yet"
          sentence="What it spends each month stands here, against its limit."
        />
      } @else if (asTable()) {
        <div class="table-wrap">
          <table class="dense">
            <caption class="visually-hidden">
              Spend by month, with tax
            </caption>
            <thead>
              <tr>
                <th scope="col">Month</th>
                <th scope="col" class="num">Top-ups</th>
                <th scope="col" class="num">Spent</th>
              </tr>
            </thead>
            <tbody>
              @for (bar of bars(); track bar.month) {
                <tr>
                  <td>{{ bar.long }}</td>
                  <td class="num">{{ bar.topUps }}</td>
                  <td class="num">{{ bar.spent | money }}</td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      } @else {
        <div class="body">
          <div class="plot" role="img" tabindex="0" [attr.aria-label]="sentence()">
            @if (limit(); as most) {
              <span class="limit" [style.bottom.%]="limitPercent()">
                <span>Limit {{ most | money }}</span>
              </span>
            }
            @for (bar of bars(); track bar.month) {
              <i
                [class.now]="$last"
                [style.height.%]="bar.percent"
                [title]="bar.long + ': ' + format(bar.spent)"
              ></i>
            }
          </div>
          <div class="axis" aria-hidden="true">
            @for (bar of bars(); track bar.month) {
              <span
                ><b>{{ bar.spent | money }}</b
                >{{ bar.short }}</span
              >
            }
          </div>
        </div>
      }
    </pr-panel>
  `,
  styles: `
    .plot,
    .axis {
      display: grid;
      grid-template-columns: repeat(6, minmax(0, 1fr));
      gap: 10px;
    }
    .plot {
      position: relative;
      height: 132px;
      align-items: end;
      border-bottom: 1px solid var(--mat-sys-outline-variant);
    }
    i {
      border-radius: 4px 4px 0 0;
      min-height: 1px;
      background: color-mix(in srgb, var(--mat-sys-primary) 40%, var(--mat-sys-surface));
    }
    i.now {
      background: var(--mat-sys-primary);
    }
    .limit {
      position: absolute;
      inset: auto 0;
      border-top: 1px dashed var(--pr-chart-alert);
    }
    .limit span {
      position: absolute;
      right: 0;
      bottom: 3px;
      padding: 0 6px;
      border-radius: var(--mat-sys-corner-extra-small);
      background: var(--mat-sys-error-container);
      color: var(--mat-sys-on-error-container);
      font: var(--mat-sys-label-small);
    }
    .axis {
      margin-top: 6px;
      text-align: center;
      font: var(--mat-sys-body-small);
      color: var(--mat-sys-on-surface-variant);
    }
    .axis span {
      display: grid;
      overflow: hidden;
    }
    .axis b {
      font: 500 11px/16px var(--pr-font);
      color: var(--mat-sys-on-surface);
      letter-spacing: -0.02em;
    }
    .segmented button {
      height: 24px;
    }
    .table-wrap {
      margin-top: 8px;
    }
  `,
})
export class SpendByMonth {
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** What all policies may charge in a month together; null where there is none. */
  readonly limit = input.required<MoneyView | null>();

  private readonly shortcuts = inject(Shortcuts);
  protected readonly asTable = signal(false);
  private readonly today = computed(() => localDate(this.clock.now(), this.context.timeZone()));
  private readonly from = computed(() => {
    const first = lastMonths(this.today().slice(0, 7), MONTHS)[0] ?? this.today().slice(0, 7);
    return new Date(startOfLocalDate(`${first}-01`, this.context.timeZone())).toISOString();
  });
  protected readonly topUps = inject(AutoTopUpApi).topUpsSince(this.from);
  private readonly months = computed(() =>
    spendByMonth(
      this.topUps.hasValue() ? this.topUps.value().data : [],
      this.clock.now(),
      this.context.timeZone(),
      this.context.organization()?.currency ?? 'USD',
      MONTHS,
    ),
  );
  protected readonly unspent = computed(() =>
    this.months().every(({ spent }) => spent.amount === 0),
  );
  private readonly highest = computed(
    () =>
      Math.max(1, this.limit()?.amount ?? 0, ...this.months().map(({ spent }) => spent.amount)) *
      HEAD_ROOM,
  );
  protected readonly bars = computed(() =>
    this.months().map((month) => ({
      ...month,
      percent: (month.spent.amount / this.highest()) * 100,
      short: monthName(month.month, 'short'),
      long: monthName(month.month, 'long'),
    })),
  );
  protected readonly limitPercent = computed(
    () => ((this.limit()?.amount ?? 0) / this.highest()) * 100,
  );
  protected readonly sentence = computed(() => {
    const months = this.bars().map((bar) => `${bar.short} ${formatMoney(bar.spent)}`);
    const limit = this.limit();
    return `Spend by month: ${months.join(', ')}${limit ? `; limit ${formatMoney(limit)}` : ''}`;
  });
  protected readonly format = formatMoney;

  constructor() {
    onLive(['purchase'], () => this.topUps.reload());
  }

  protected toggleByKey(event: KeyboardEvent): void {
    if (event.key.toLowerCase() === 't' && this.shortcuts.hears(event)) {
      this.asTable.update((table) => !table);
    }
  }
}

function monthName(month: string, style: 'short' | 'long'): string {
  const options: Intl.DateTimeFormatOptions = { month: style, timeZone: 'UTC' };
  if (style === 'long') options.year = 'numeric';
  return new Intl.DateTimeFormat(undefined, options).format(new Date(`${month}-15T00:00:00Z`));
}
