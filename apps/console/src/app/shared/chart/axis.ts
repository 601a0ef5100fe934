import { formatShortTokens } from '../format/tokens.js';

const STEPS = 4;
const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** A point of a line: milliseconds since 1970 and tokens. */
export type Point = [atMs: number, tokens: number];

/** A round number at or above `tokens`, for the top of an axis with four steps. */
export function axisTop(tokens: number): number {
  const step = Math.max(STEPS, tokens) / STEPS;
  const magnitude = 10 ** Math.floor(Math.log10(step));
  const round = ROUND.find((factor) => factor * magnitude >= step) ?? 10;
  return round * magnitude * STEPS;
}

/** The labels of an axis from 0 to `top`, from above; where they stand in percent of its height. */
export function axisSteps(top: number): { percent: number; label: string }[] {
  return Array.from({ length: STEPS + 1 }, (_, index) => {
    const share = (STEPS - index) / STEPS;
    return { percent: share * 100, label: formatShortTokens(top * share) };
  });
}

/** Where a plot of `width` by `height` has an instant and an amount; beyond its top is at its top. */
export interface Scale {
  fromMs: number;
  toMs: number;
  top: number;
  width: number;
  height: number;
}

/** A line as the `d` of a path: straight from point to point, so that a credit stays a step. */
export function linePath(points: readonly Point[], scale: Scale): string {
  const { fromMs, toMs, top, width, height } = scale;
  const span = Math.max(1, toMs - fromMs);
  return points
    .map(([atMs, tokens], index) => {
      const x = ((atMs - fromMs) / span) * width;
      const y = height - (Math.min(tokens, top) / top) * height;
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}

/** What is under a line, down to the ground; nothing where there is no line. */
export function areaPath(points: readonly Point[], scale: Scale): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return '';
  return `${linePath([...points, [last[0], 0], [first[0], 0]], scale)}Z`;
}
