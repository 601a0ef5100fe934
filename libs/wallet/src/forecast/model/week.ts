/** Days of a week: the season of daily use. */
export const WEEK_DAYS = 7;
