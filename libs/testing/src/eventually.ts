import { setTimeout as delay } from 'node:timers/promises';

const TIMEOUT_MS = 15_000;
const PAUSE_MS = 25;

/**
 * Asks again until `check` gives a result instead of throwing, and gives that result.
 *
 * @throws the last error of `check` when it has not succeeded within `timeoutMs`
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  timeoutMs: number = TIMEOUT_MS,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(PAUSE_MS);
  }
}
