import { LineChart } from 'echarts/charts';
import { GridSimpleComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { formatShortTokens } from '../shared/format/tokens.js';
import type { Point } from './balance-series.js';

use([LineChart, GridSimpleComponent, CanvasRenderer]);

/** Where the plot stands inside its host, in pixels; the rails under it keep to the same. */
export const PLOT_INSETS = { left: 44, right: 10, top: 10, bottom: 6 } as const;

/** Draws the balance line into `host`. The caller resizes and disposes. */
export function lineChart(host: HTMLElement): EChartsType {
  // The renderer empties its host by `innerHTML = ''`, which Trusted Types refuse even for that.
  Object.defineProperty(host, 'innerHTML', {
    configurable: true,
    set: () => host.replaceChildren(),
  });
  return init(host, null, { renderer: 'canvas' });
}

/** Puts the line into the chart, in the colours in effect at `host`. */
export function drawLine(
  chart: EChartsType,
  host: HTMLElement,
  line: readonly Point[],
  fromMs: number,
  toMs: number,
): void {
  const colour = colourReader(host);
  chart.setOption(
    {
      animation: false,
      grid: { ...PLOT_INSETS, containLabel: false },
      xAxis: { type: 'value', min: fromMs, max: toMs, show: false },
      yAxis: {
        type: 'value',
        min: 0,
        splitNumber: 4,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          color: colour('--mat-sys-on-surface-variant'),
          fontFamily: getComputedStyle(host).fontFamily,
          fontSize: 11,
          formatter: formatShortTokens,
        },
        splitLine: { lineStyle: { color: colour('--pr-chart-grid') } },
      },
      series: [
        {
          type: 'line',
          data: [...line],
          showSymbol: false,
          silent: true,
          lineStyle: { width: 1.75, color: colour('--pr-chart-balance'), join: 'round' },
          areaStyle: { color: colour('--pr-chart-fill'), opacity: 1 },
        },
      ],
    },
    { notMerge: true },
  );
}

/** Resolves custom properties (with light-dark() in them) to colours a canvas understands. */
function colourReader(host: HTMLElement): (property: string) => string {
  const probe = host.ownerDocument.createElement('span');
  return (property) => {
    probe.style.color = `var(${property})`;
    host.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
}
