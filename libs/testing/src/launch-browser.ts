import type { Browser } from 'playwright-core';

/**
 * Starts a Chromium without a window: CHROMIUM_PATH, the machine's own, or the one npm brought.
 *
 * @throws when there is none
 */
export async function launchBrowser(): Promise<Browser> {
  const [{ chromium }, { findChromium }] = await Promise.all([
    import('playwright-core'),
    import('../../../tools/chromium.mjs'),
  ]);
  return chromium.launch(findChromium());
}
