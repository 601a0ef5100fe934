import { Component, computed, input } from '@angular/core';
import type { DailyUsageView } from '@purser/contracts';
import { formatTokens } from '../format/tokens.js';

const HEIGHT = 64;

/** Tokens used per day as bars, weekends lighter, with the average as a dotted line. */
@Component({
  selector: 'pr-usage-bars',
  template: `
    <svg
      [attr.viewBox]="'0 0 ' + days().length * 10 + ' 64'"
      preserveAspectRatio="none"
      role="img"
      [attr.aria-label]="sentence()"
    >
      @for (bar of bars(); track bar.date) {
        <rect
          [attr.x]="bar.x"
          width="8"
          [attr.y]="bar.y"
          [attr.height]="bar.height"
          rx="1"
          [class.weekend]="bar.weekend"
        >
          <title>{{ bar.title }}</title>
        </rect>
      }
      <line
        x1="0"
        [attr.x2]="days().length * 10"
        [attr.y1]="averageY()"
        [attr.y2]="averageY()"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  `,
  styles: `
    :host {
      display: block;
    }
    svg {
      width: 100%;
      height: 64px;
    }
    rect {
      fill: var(--pr-chart-usage);
    }
    .weekend {
      fill: color-mix(in srgb, var(--pr-chart-usage) 50%, transparent);
    }
    line {
      stroke: var(--mat-sys-on-surface);
      stroke-dasharray: 2 3;
      stroke-width: 1;
    }
  `,
})
export class UsageBars {
  readonly days = input.required<readonly DailyUsageView[]>();
  readonly average = input.required<number>();

  private readonly highest = computed(() =>
    Math.max(1, ...this.days().map((day) => day.tokens), this.average()),
  );
  protected readonly bars = computed(() =>
    this.days().map((day, index) => {
      const height = (day.tokens / this.highest()) * (HEIGHT - 4);
      const weekday = new Date(`${day.date}T00:00:00Z`).getUTCDay();
      return {
        date: day.date,
        x: index * 10 + 1,
        y: HEIGHT - height,
        height,
        weekend: weekday === 0 || weekday === 6,
        title: `${day.date}: ${formatTokens(day.tokens)} tokens`,
      };
    }),
  );
  protected readonly averageY = computed(
    () => HEIGHT - (this.average() / this.highest()) * (HEIGHT - 4),
  );
  protected readonly sentence = computed(
    () =>
      `Tokens used per day, last ${this.days().length} days, ` +
      `average ${formatTokens(Math.round(this.average()))}`,
  );
}
