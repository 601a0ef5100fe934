import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { ForecastView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Shortcuts } from '../core/shortcuts.js';
import { Clock } from '../core/time/clock.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { formatPercent } from '../shared/format/percent.js';
import { formatInstant, formatLocalDate, localDate } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { TableCsv } from '../shared/table/table-csv.js';
import { forecastPoints } from './burn-lines.js';
import { DashboardApi } from './dashboard-api.js';
import { ForecastChart } from './forecast-chart.js';

const DAY_MS = 86_400_000;

/** How many days a forecast may reach here. */
export const DISTANCES = [30, 90] as const;

/** When the tokens run out at the usual pace, with how sure that is; a picture or a table. */
@Component({
  selector: 'pr-forecast-panel',
  imports: [Empty, ForecastChart, Icon, Loading, Panel, ProblemNote, TableCsv, TokensPipe],
  host: { '(document:keydown)': 'toggleByKey($event)' },
  templateUrl: './forecast-panel.html',
  styles: `
    .table-wrap {
      max-height: 320px;
      overflow-y: auto;
    }
    .sentence {
      margin-bottom: 8px;
    }
    .segmented button {
      height: 26px;
    }
    @media (max-width: 839px) {
      footer .push {
        margin-left: 0;
      }
    }
  `,
})
export class ForecastPanel {
  private readonly clock = inject(Clock);
  private readonly shortcuts = inject(Shortcuts);
  protected readonly context = inject(OrganizationContext);

  /** Null while it is not known. */
  readonly forecast = input.required<ForecastView | null>();
  readonly error = input<unknown>();
  readonly days = input.required<number>();
  readonly daysChosen = output<number>();
  readonly retried = output<void>();

  protected readonly distances = DISTANCES;
  protected readonly asTable = signal(false);
  protected readonly history = inject(DashboardApi).lastMonth();
  protected readonly rows = computed(() =>
    this.history.hasValue() ? this.history.value().data : null,
  );
  /** What can be drawn: a forecast that is ready. */
  protected readonly ready = computed(() => {
    const forecast = this.forecast();
    return forecast?.status === 'ready' ? forecast : null;
  });
  protected readonly points = computed(() => {
    const forecast = this.ready();
    return forecast ? forecastPoints(forecast, this.clock.now()) : [];
  });
  protected readonly lines = computed(() => {
    const today = localDate(this.clock.now(), this.context.timeZone());
    return this.points()
      .slice(1)
      .map((point) => ({ ...point, day: formatLocalDate(point.date, today) }));
  });
  /** When it runs out, in words. */
  protected readonly runOut = computed(() => {
    const forecast = this.ready();
    if (!forecast) return null;
    if (forecast.available === 0) return { day: null, inDays: '', between: null };
    if (!forecast.runOutAt) return null;
    const now = this.clock.now();
    const days = Math.round((Date.parse(forecast.runOutAt) - now) / DAY_MS);
    const { runOutEarliestAt: earliest, runOutLatestAt: latest } = forecast;
    return {
      day: this.day(forecast.runOutAt),
      inDays: days < 1 ? 'within a day' : days === 1 ? 'in a day' : `in ${days} days`,
      between: earliest
        ? `Eight times in ten between ${this.day(earliest)} and ${latest ? this.day(latest) : 'much later'}.`
        : null,
    };
  });
  protected readonly coverage = computed(() => {
    const score = this.ready()?.score;
    return score
      ? `Tried on the past, ${formatPercent(score.coverage)} of days fell within the band.`
      : null;
  });

  protected toggleByKey(event: KeyboardEvent): void {
    if (event.key.toLowerCase() === 't' && this.shortcuts.hears(event)) {
      this.asTable.update((shown) => !shown);
    }
  }

  private day(at: string): string {
    const zone = this.context.timeZone();
    const now = this.clock.now();
    return Date.parse(at) - now < 7 * DAY_MS
      ? formatLocalDate(localDate(at, zone), localDate(now, zone))
      : formatInstant(at, zone, 'day', now);
  }
}
