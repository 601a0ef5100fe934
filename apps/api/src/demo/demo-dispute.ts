import type { INestApplicationContext } from '@nestjs/common';
import { STRIPE, type StripeClient } from '@purser/payments';
import { CONFIG, type PurserConfig } from '@purser/platform';

/** A dispute in the local Stripe sandbox. */
export interface DemoDispute {
  readonly purchaseId: string;
  /** The provider's id. */
  readonly disputeId: string;
}

/** Lets the card holder dispute a purchase; null where the provider is no sandbox of ours. */
export async function demoDispute(
  context: INestApplicationContext,
  purchaseId: string,
): Promise<DemoDispute | null> {
  const stripe = context.get<StripeClient>(STRIPE, { strict: false });
  const { data } = await stripe.paymentIntents.list({ limit: 100 });
  const intent = data.find(({ metadata }) => metadata['purchaseId'] === purchaseId);
  if (!intent) return null;
  const opened = await control(context, 'disputes', { payment_intent: intent.id });
  return opened && { purchaseId, disputeId: opened.id };
}

/** Lets the bank decide for the seller. */
export async function winDemoDispute(
  context: INestApplicationContext,
  { disputeId }: DemoDispute,
): Promise<void> {
  await control(context, `disputes/${disputeId}/outcome`, { outcome: 'won' });
}

async function control(
  context: INestApplicationContext,
  path: string,
  body: object,
): Promise<{ id: string } | null> {
  const { STRIPE_API_URL } = context.get<PurserConfig>(CONFIG, { strict: false });
  if (STRIPE_API_URL === undefined) return null;
  const response = await fetch(new URL(`/_sandbox/${path}`, STRIPE_API_URL), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.ok ? ((await response.json()) as { id: string }) : null;
}
