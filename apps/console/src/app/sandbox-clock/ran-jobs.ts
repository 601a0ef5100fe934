import type { SandboxClockRunView } from '@purser/contracts';

/** What one job did while the clock was moved. */
export interface RanJob {
  job: string;
  runs: number;
  items: number;
  errors: number;
}

/** The runs of a move by job: those that failed first, then those that did most. */
export function byJob(ran: readonly SandboxClockRunView[]): RanJob[] {
  const jobs = new Map<string, RanJob>();
  for (const { job, items, errors } of ran) {
    const sum = jobs.get(job) ?? { job, runs: 0, items: 0, errors: 0 };
    jobs.set(job, {
      job,
      runs: sum.runs + 1,
      items: sum.items + items,
      errors: sum.errors + errors,
    });
  }
  return [...jobs.values()].toSorted(
    (a, b) => b.errors - a.errors || b.items - a.items || a.job.localeCompare(b.job),
  );
}

/** The runs that did or failed something, in the order of the moved clock. */
export function thatActed(ran: readonly SandboxClockRunView[]): SandboxClockRunView[] {
  return ran.filter(({ items, errors }) => items > 0 || errors > 0);
}
