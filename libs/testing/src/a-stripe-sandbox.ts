import type {
  StripeSandbox,
  StripeSandboxOptions,
} from '../../../apps/stripe-sandbox/src/index.js';

export type { StripeSandbox } from '../../../apps/stripe-sandbox/src/index.js';

/** Starts a Stripe sandbox of its own, in memory, on a free port. Close it after the test. */
export async function aStripeSandbox(options: StripeSandboxOptions = {}): Promise<StripeSandbox> {
  // Loaded when asked for: most tests need no payment provider.
  const { startStripeSandbox } = await import('../../../apps/stripe-sandbox/src/index.js');
  return startStripeSandbox({ port: 0, ...options });
}
