import { CronTime } from 'cron';

/** A day, also where the clocks are put forward in it. */
const LONG_MS = 23 * 60 * 60_000;

/** When a job ticks: the very expression that its timer goes by. */
export class JobSchedule {
  private readonly ticks: CronTime;

  constructor(
    readonly expression: string,
    /** IANA name. */
    readonly timeZone: string,
  ) {
    this.ticks = new CronTime(expression, timeZone);
  }

  /** The first tick at `instant` or after it. */
  tickFrom(instant: Date): Date {
    return this.tickAfter(new Date(instant.getTime() - 1));
  }

  /** The first tick after `instant`. */
  tickAfter(instant: Date): Date {
    return this.ticks.getNextDateFrom(instant, this.timeZone).toJSDate();
  }

  /** Whether ticks are a day or more apart. */
  get isSparse(): boolean {
    const first = this.tickAfter(new Date(0));
    return this.tickAfter(first).getTime() - first.getTime() >= LONG_MS;
  }
}
