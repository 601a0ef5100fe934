/** How long a started attempt is left to its request: longer than the provider may take. */
const ATTEMPT_LEASE_MS = 2 * 60_000;
/** When the sweep first asks what became of a started attempt. */
const FIRST_LOOK_MS = 10_000;
/** How long a card holder has for 3-D Secure. */
const AUTHENTICATION_MS = 15 * 60_000;
const NEXT_LOOK_MS = 60_000;

const after = (now: Date, milliseconds: number) => new Date(now.getTime() + milliseconds);

/** The times of an attempt that starts. */
export const attemptTimes = (now: Date) => ({
  attemptUntil: after(now, ATTEMPT_LEASE_MS),
  dueAt: after(now, FIRST_LOOK_MS),
});

/** The times of a purchase that starts to wait for 3-D Secure. */
export const authenticationTimes = (now: Date) => ({
  attemptUntil: after(now, AUTHENTICATION_MS),
  dueAt: after(now, NEXT_LOOK_MS),
});

/** The times of an attempt whose outcome nobody waits for: it may be decided at once. */
export const abandonedTimes = (now: Date) => ({ attemptUntil: now, dueAt: now });

/** When to look next: in a minute, or at `until` where that comes first and lies ahead. */
export function nextLook(now: Date, until: Date | null): Date {
  const soon = after(now, NEXT_LOOK_MS);
  return until !== null && until > now && until < soon ? until : soon;
}
