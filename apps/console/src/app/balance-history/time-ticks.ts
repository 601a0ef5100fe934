import { addDays, formatLocalDate, localDate, startOfLocalDate } from '../shared/format/time.js';

/** A label under a time axis. */
export interface TimeTick {
  percent: number;
  label: string;
}

/** Four to seven local dates spread over an axis; over months, the first of each. */
export function timeTicks(fromMs: number, toMs: number, timeZone: string): TimeTick[] {
  const last = localDate(toMs, timeZone);
  const days = Math.max(1, Math.round((toMs - fromMs) / 86_400_000));
  const dates: string[] = [];
  for (let date = localDate(fromMs, timeZone); date <= last; date = addDays(date, 1)) {
    dates.push(date);
  }
  const step = Math.max(1, Math.ceil(days / 6));
  const chosen =
    days > 60
      ? dates.filter((date) => date.endsWith('-01'))
      : dates.filter((_, index) => index % step === 0);
  return chosen
    .map((date) => ({
      percent: ((startOfLocalDate(date, timeZone) - fromMs) / (toMs - fromMs)) * 100,
      label: formatLocalDate(date, last, false),
    }))
    .filter((tick) => tick.percent >= 0 && tick.percent <= 97);
}
