import { SetMetadata } from '@nestjs/common';

/** Where {@link NextDue} keeps its SQL. */
export const NEXT_DUE = 'purser:next-due';

/**
 * Says when a `@Cron` job has something to do, so that the clock of the sandbox can go from one such
 * instant to the next. `sql` yields one row with the column `at`: the earliest instant after `$1` at
 * which a row falls due, or null or no row where none does. It is read as role purser_jobs.
 *
 * A job that says nothing runs at each of its ticks where they are a day or more apart; otherwise
 * it runs along where another did something, once a week at most, and at the end.
 */
export const NextDue = (sql: string) => SetMetadata(NEXT_DUE, sql);

/**
 * For a job that removes what nobody needs any more: while the clock is moved, once a week is enough.
 */
export const EACH_WEEK = `SELECT $1 + interval '7 days' AS at`;
