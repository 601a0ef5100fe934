import type { JobRunView } from '@purser/contracts';
import type { Tone } from '../shared/badge/badge.js';
import type { IconName } from '../shared/icon/icons.js';

/** A run that has not ended after this long is taken for one whose process died. */
const LONGEST_MS = 15 * 60_000;

export interface RunStatus {
  word: string;
  tone: Tone;
  icon: IconName;
  running: boolean;
}

/** How a run went, or that it still goes on at `nowMs`. */
export function runStatus(run: JobRunView, nowMs: number): RunStatus {
  if (run.finishedAt === null) {
    return nowMs - Date.parse(run.startedAt) < LONGEST_MS
      ? { word: 'Running', tone: 'info', icon: 'refresh-cw', running: true }
      : { word: 'Did not finish', tone: 'error', icon: 'circle-x', running: false };
  }
  if (run.errors === 0) return { word: 'Finished', tone: 'ok', icon: 'check', running: false };
  const word = run.errors === 1 ? '1 error' : `${run.errors} errors`;
  return { word, tone: 'warning', icon: 'triangle-alert', running: false };
}

/** How long a run took: `0.4 s`, `2 min`. Null while it is not known. */
export function tookWords(run: JobRunView): string | null {
  if (run.finishedAt === null) return null;
  const ms = Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt));
  if (ms < 50) return 'under 0.1 s';
  if (ms >= 120_000) return `${Math.round(ms / 60_000)} min`;
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }).format(ms / 1_000)} s`;
}

/** How far off an instant is: `in 28 min`, `in 12 days`; `now` when it has come. */
export function inWords(at: string, nowMs: number): string {
  const minutes = Math.round((Date.parse(at) - nowMs) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 120) return `in ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `in ${hours} h` : `in ${Math.round(hours / 24)} days`;
}
