import { Component, computed, inject, input, signal } from '@angular/core';
import type { ForecastView, LedgerDayView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import {
  areaPath,
  axisSteps,
  axisTop,
  linePath,
  type Point,
  type Scale,
} from '../shared/chart/axis.js';
import { TokensPipe } from '../shared/format/pipes.js';
import {
  addDays,
  formatInstant,
  formatLocalDate,
  localDate,
  startOfLocalDate,
} from '../shared/format/time.js';
import { formatTokens } from '../shared/format/tokens.js';
import { availableLine, type ForecastPoint } from './burn-lines.js';
import { PAST_DAYS } from './dashboard-api.js';

const WIDTH = 1_000;
const HEIGHT = 240;
const TICKS = 6;

/**
 * What was available and what is expected to be, with the band between high and low use and the days
 * on which it may run out. One tab stop: left and right step through the days ahead and say them.
 */
@Component({
  selector: 'pr-forecast-chart',
  imports: [TokensPipe],
  templateUrl: './forecast-chart.html',
  styleUrl: './forecast-chart.scss',
})
export class ForecastChart {
  private readonly clock = inject(Clock);
  private readonly context = inject(OrganizationContext);

  readonly forecast = input.required<ForecastView>();
  /** The last month by day, newest first; null while it is not known. */
  readonly rows = input.required<readonly LedgerDayView[] | null>();
  readonly points = input.required<readonly ForecastPoint[]>();

  private readonly nowMs = computed(() => this.points()[0]?.atMs ?? this.clock.now());
  private readonly fromMs = computed(() => {
    const zone = this.context.timeZone();
    return startOfLocalDate(addDays(localDate(this.nowMs(), zone), -PAST_DAYS), zone);
  });
  private readonly toMs = computed(() => this.points().at(-1)?.atMs ?? this.nowMs() + 1);
  private readonly past = computed(() => {
    const rows = this.rows();
    if (!rows) return [];
    return availableLine(rows, this.fromMs(), this.nowMs(), this.forecast().available);
  });
  private readonly top = computed(() =>
    axisTop(Math.max(this.forecast().available, ...this.past().map(([, tokens]) => tokens))),
  );
  private readonly scale = computed<Scale>(() => ({
    fromMs: this.fromMs(),
    toMs: this.toMs(),
    top: this.top(),
    width: WIDTH,
    height: HEIGHT,
  }));
  protected readonly steps = computed(() => axisSteps(this.top()));
  protected readonly pastLine = computed(() => linePath(this.past(), this.scale()));
  protected readonly pastArea = computed(() => areaPath(this.past(), this.scale()));
  protected readonly middleLine = computed(() =>
    linePath(
      this.points().map(({ atMs, middle }) => [atMs, middle]),
      this.scale(),
    ),
  );
  protected readonly band = computed(() => {
    const upper = this.points().map(({ atMs, high }): Point => [atMs, high]);
    const lower = this.points().map(({ atMs, low }): Point => [atMs, low]);
    const around = linePath([...upper, ...lower.toReversed()], this.scale());
    return around && `${around}Z`;
  });
  protected readonly nowPercent = computed(() => this.percent(this.nowMs()));
  /** Where the line meets the ground, and how far that may shift; null beyond the edge. */
  protected readonly runOut = computed(() => {
    const { runOutAt, runOutEarliestAt, runOutLatestAt, available } = this.forecast();
    if (!runOutAt || available === 0) return null;
    const at = Date.parse(runOutAt);
    if (at > this.toMs()) return null;
    const begin = this.percent(runOutEarliestAt ? Date.parse(runOutEarliestAt) : at);
    const end = Math.min(100, this.percent(runOutLatestAt ? Date.parse(runOutLatestAt) : at));
    return {
      percent: this.percent(at),
      begin,
      width: Math.max(0, end - begin),
      label: `Runs out ${this.day(at)}`,
    };
  });
  /** Lots that may lose tokens, where they end. */
  protected readonly risks = computed(() =>
    this.forecast()
      .atRisk.filter(({ unused, expiresAt }) => unused > 0 && Date.parse(expiresAt) <= this.toMs())
      .map((lot) => ({
        lotId: lot.lotId,
        percent: this.percent(Date.parse(lot.expiresAt)),
        title: `${lot.label} ends ${this.day(Date.parse(lot.expiresAt))}, about ${formatTokens(lot.unused)} unused`,
      })),
  );
  protected readonly ticks = computed(() => {
    const zone = this.context.timeZone();
    const today = localDate(this.nowMs(), zone);
    const days = Math.round((this.toMs() - this.fromMs()) / 86_400_000);
    const step = Math.max(1, Math.ceil(days / TICKS));
    return Array.from({ length: TICKS }, (_, index) => {
      const date = addDays(localDate(this.fromMs(), zone), index * step);
      return {
        percent: this.percent(startOfLocalDate(date, zone)),
        label: formatLocalDate(date, today, false),
      };
    }).filter(({ percent }) => percent <= 96);
  });
  /** Which of the days ahead is looked at; 0 = none. */
  protected readonly index = signal(0);
  protected readonly pointed = computed(() => {
    const point = this.index() > 0 ? this.points()[this.index()] : undefined;
    if (!point) return null;
    const today = localDate(this.nowMs(), this.context.timeZone());
    return {
      ...point,
      percent: this.percent(point.atMs),
      day: formatLocalDate(point.date, today),
    };
  });
  protected readonly announced = computed(() => {
    const point = this.pointed();
    if (!point) return '';
    const [low, high] = [formatTokens(point.low), formatTokens(point.high)];
    return `End of ${point.day}: about ${formatTokens(point.middle)} tokens, between ${low} and ${high}`;
  });
  protected readonly label = computed(() => {
    const end = this.runOut();
    return (
      `Available tokens over the last ${PAST_DAYS} days, ${formatTokens(this.forecast().available)} now, ` +
      `and what is expected of the next ${this.points().length - 1} days. ` +
      `${end ? `${end.label}.` : 'They do not run out in this time.'} ` +
      'Left and right arrows step through the days ahead.'
    );
  });

  protected step(by: 1 | -1, event: Event): void {
    event.preventDefault();
    const last = this.points().length - 1;
    this.index.update((index) => Math.min(last, Math.max(1, index + by)));
  }

  protected point(event: PointerEvent): void {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const atMs =
      this.fromMs() + ((event.clientX - box.left) / box.width) * (this.toMs() - this.fromMs());
    const index = this.points().findIndex((point) => point.atMs >= atMs);
    this.index.set(atMs < this.nowMs() || index < 1 ? 0 : index);
  }

  protected leave(): void {
    this.index.set(0);
  }

  private day(atMs: number): string {
    return formatInstant(atMs, this.context.timeZone(), 'day', this.nowMs());
  }

  private percent(atMs: number): number {
    return ((atMs - this.fromMs()) / Math.max(1, this.toMs() - this.fromMs())) * 100;
  }
}
