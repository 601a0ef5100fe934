/** The steps one chooses from, as ISO-8601 durations. */
export const STEPS = [
  { duration: 'PT1H', word: '1 hour' },
  { duration: 'P1D', word: '1 day' },
  { duration: 'P7D', word: '1 week' },
  { duration: 'P1M', word: '1 month' },
  { duration: 'P1Y', word: '1 year' },
] as const;

export type Step = (typeof STEPS)[number]['duration'];

/** Where a step from `fromMs` leads, in UTC; months and years are clamped to the month's last day. */
export function after(fromMs: number, step: Step): number {
  const from = new Date(fromMs);
  if (step === 'PT1H') return fromMs + 3_600_000;
  if (step === 'P1D') return fromMs + 86_400_000;
  if (step === 'P7D') return fromMs + 7 * 86_400_000;
  const months = step === 'P1M' ? 1 : 12;
  const moved = new Date(fromMs);
  moved.setUTCMonth(from.getUTCMonth() + months);
  if (moved.getUTCDate() !== from.getUTCDate()) moved.setUTCDate(0);
  return moved.getTime();
}
