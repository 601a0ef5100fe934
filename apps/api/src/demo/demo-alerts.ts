import type { INestApplicationContext } from '@nestjs/common';
import { Recipients, Thresholds } from '@purser/notifications';
import type { Actor } from '@purser/platform';

/** Acme's low point of autumn is below it; the purchase that follows recovers it. */
const LOW_TOKENS = 150_000;
const LOW_PERCENT = 20;

/** Acme is told when tokens run low, and tells its finance team what expires. */
export async function demoAlerts(
  context: INestApplicationContext,
  acme: string,
  admin: Actor,
): Promise<void> {
  const thresholds = context.get(Thresholds);
  const channels = ['email' as const, 'in_app' as const];
  await thresholds.create(acme, { kind: 'tokens', value: LOW_TOKENS, channels }, admin);
  const urgent = { channels: [...channels, 'webhook' as const], recipients: ['admins', 'billing'] };
  await thresholds.create(acme, { kind: 'percent', value: LOW_PERCENT, ...urgent }, admin);
  const expiring = {
    topic: 'expiry' as const,
    channels,
    recipients: ['admins', 'finance@acme.test'],
  };
  await context.get(Recipients).change(acme, [expiring], null, admin);
}
