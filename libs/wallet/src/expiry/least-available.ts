/**
 * SQL: what is available in the wallet `w` at `now` at the least, as role purser_jobs can tell. Its parts
 * are as of its last change, so what expired since is taken off, even where it is held or was taken off
 * already. Holds that ended make it more.
 */
export const leastAvailable = (w: string, now: string): string => `(
    ${w}.balance - ${w}.held - ${w}.frozen - ${w}.expired
    - CASE WHEN ${w}.next_change_at <= ${now} THEN
        CASE WHEN ${w}.open_expires_at <= ${now} THEN ${w}.open_remaining ELSE 0 END
        + coalesce((SELECT sum(l.remaining) FROM token_lots l
                     WHERE l.organization_id = ${w}.organization_id AND l.closed_at IS NULL
                       AND l.expires_at <= ${now}), 0)
      ELSE 0 END)`;
