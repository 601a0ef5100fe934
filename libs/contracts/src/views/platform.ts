import type { PageView } from './common.js';

export interface JobRunView {
  id: string;
  job: string;
  startedAt: string;
  finishedAt: string | null;
  items: number;
  errors: number;
  firstError: string | null;
}

/** A job as the house knows it: when it runs, and how its last run went. */
export interface JobView {
  name: string;
  /** Six or five fields of cron, as given to the schedule. */
  schedule: string;
  /** IANA name of the zone that the schedule is read in. */
  timeZone: string;
  /** The next instant of its schedule, on the clock of this installation. */
  nextRunAt: string;
  /** Null where it never ran, or where its runs are no longer kept. */
  lastRun: JobRunView | null;
}

/** A page of runs, newest first, and every job there is, by name. */
export interface JobRunsView extends PageView<JobRunView> {
  jobs: JobView[];
}

/** What the console asks first: how this installation is set up. */
export interface InstallationView {
  name: 'Purser';
  version: string;
  sandbox: boolean;
  now: string;
  /** Publishable key of the payment provider; null = the local sandbox, test cards only. */
  stripePublishableKey: string | null;
  demoPeople: { email: string; role: string }[];
}
