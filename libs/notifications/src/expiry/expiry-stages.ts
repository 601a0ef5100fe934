const DAY_MS = 86_400_000;

/** How many days before a lot expires people are told, most first. */
export const EXPIRY_STAGES: readonly number[] = [30, 7, 1];

/** When a stage begins. */
export const stageBegins = (expiresAt: Date, daysLeft: number): Date =>
  new Date(expiresAt.getTime() - daysLeft * DAY_MS);

/**
 * The stage that a lot is in at `at`; null outside all of them, and where the lot was granted so
 * short before its expiry that there is no news in it.
 */
export function expiryStage(
  { expiresAt, createdAt }: { expiresAt: Date | null; createdAt: Date },
  at: Date,
): number | null {
  if (expiresAt === null || expiresAt <= at) return null;
  const begun = EXPIRY_STAGES.filter((days) => stageBegins(expiresAt, days) <= at).at(-1);
  if (begun === undefined) return null;
  return createdAt < stageBegins(expiresAt, begun) ? begun : null;
}
